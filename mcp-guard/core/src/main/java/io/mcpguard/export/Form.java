package io.mcpguard.export;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** As what leaves go out. */
public enum Form {
  /** An event in the shape of OCSF for each leaf. */
  OCSF {
    @Override
    byte[] lines(List<Told> batch) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (Told told : batch) {
        lines.writeBytes(Ocsf.of(told).bytes());
        lines.write('\n');
      }
      return lines.toByteArray();
    }

    @Override
    byte[] otlp(List<Told> batch) {
      return Otlp.logs(batch);
    }

    @Override
    String path() {
      return "/v1/logs";
    }
  },

  /** An OpenTelemetry span for each call that has ended; other leaves are passed by. */
  OTEL {
    @Override
    byte[] lines(List<Told> batch) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.writeBytes(Otlp.traces(batch));
      if (line.size() > 0) {
        line.write('\n');
      }
      return line.toByteArray();
    }

    @Override
    byte[] otlp(List<Told> batch) {
      return Otlp.traces(batch);
    }

    @Override
    String path() {
      return "/v1/traces";
    }
  };

  /**
   * For files and streams: lines of JSON, each with its end; none where there is nothing to say.
   */
  abstract byte[] lines(List<Told> batch);

  /** For a collector: one request's body; no bytes where there is nothing to say. */
  abstract byte[] otlp(List<Told> batch);

  /** Where collectors take it (OTLP 1.x, OTLP/HTTP Request). */
  abstract String path();
}
