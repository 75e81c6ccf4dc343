package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Http1Exchange;
import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A call over a connection of our own. */
record Http1Call(Http1Exchange exchange) implements HttpCall {
  @Override
  public HttpAnswer answer() throws Http1Failure {
    return new Arrived(exchange.response());
  }

  @Override
  public void cancel() {
    exchange.cancel();
  }

  @Override
  public void close() {
    exchange.close();
  }

  private record Arrived(Http1Response response) implements HttpAnswer {
    @Override
    public int status() {
      return response.status();
    }

    @Override
    public Optional<String> header(String name) throws Http1Failure {
      return response.header(name);
    }

    @Override
    public List<String> headers(String name) {
      return response.headers(name);
    }

    @Override
    public InputStream body() {
      return response.body();
    }

    @Override
    public byte[] readAll(int cap) throws Http1Failure {
      return response.readAll(cap);
    }

    @Override
    public void until(Deadline deadline) {
      response.exchange().until(deadline);
    }

    @Override
    public void close() {
      response.close();
    }
  }
}
