package io.mcpguard.export;

import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.Http1Limits;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** One way out: what leaves become, where that goes, and how long it may be late. */
public final class Export {
  private final String name;
  private final Function<List<Told>, byte[]> packing;
  private final Sink sink;
  private final Duration alarm;

  private Export(String name, Function<List<Told>, byte[]> packing, Sink sink, Duration alarm) {
    this.name = name;
    this.packing = packing;
    this.sink = sink;
    this.alarm = alarm;
  }

  /**
   * Appends lines to a file.
   *
   * @param name of letters, digits and dashes; its place is kept under it
   * @param alarm how long leaves may wait before somebody has to look
   */
  public static Export toFile(String name, Form form, Path file, Duration alarm) {
    return new Export(name, form::lines, new FileSink(file), alarm);
  }

  /** Writes lines to a stream, which nothing else may close. */
  public static Export toStream(String name, Form form, OutputStream out, Duration alarm) {
    return new Export(name, form::lines, new StreamSink(out), alarm);
  }

  /**
   * Posts to an OpenTelemetry collector.
   *
   * @param base the URL below which it takes logs and traces
   * @param headers shown with each request
   */
  public static Export toCollector(
      String name,
      Form form,
      Http1Client http,
      Destination base,
      List<Header> headers,
      Duration alarm) {
    String prefix =
        base.path().endsWith("/")
            ? base.path().substring(0, base.path().length() - 1)
            : base.path();
    Destination at = base.at(prefix + form.path());
    Sink sink =
        new CollectorSink(http.pool(at, Http1Limits.standard().withConnections(1)), headers);
    return new Export(name, form::otlp, sink, alarm);
  }

  String name() {
    return name;
  }

  Duration alarm() {
    return alarm;
  }

  /** Brings a batch; one of which nothing is to be told counts as taken. */
  Delivery bring(List<Told> batch) {
    byte[] packed = packing.apply(batch);
    return packed.length == 0 ? new Delivery.Taken() : sink.take(packed);
  }
}
