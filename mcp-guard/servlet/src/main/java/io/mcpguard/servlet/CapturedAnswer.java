package io.mcpguard.servlet;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.BrokenAnswer;
import io.mcpguard.upstream.Fault;
import io.mcpguard.upstream.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A servlet's answer whose head is committed. */
record CapturedAnswer(int status, CapturedFields fields, Pipe pipe) implements HttpAnswer {
  @Override
  public Optional<String> header(String name) throws IOException {
    List<String> values = fields.values(name);
    if (values.size() > 1) {
      throw new BrokenAnswer(Fault.MALFORMED, "the servlet's answer repeats " + name);
    }
    return values.stream().findFirst();
  }

  @Override
  public InputStream body() {
    return pipe.reader();
  }

  @Override
  public byte[] readAll(int cap) throws IOException {
    byte[] body = pipe.reader().readNBytes(cap + 1);
    if (body.length > cap) {
      close();
      throw new BrokenAnswer(Fault.TOO_LARGE, "the answer is longer than " + cap + " bytes");
    }
    return body;
  }

  @Override
  public void until(Deadline deadline) {
    pipe.until(deadline);
  }

  @Override
  public void close() {
    pipe.abandon();
  }
}
