package io.mcpguard.server.transport;

import io.mcpguard.streamable.ClientExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;

/** A request on Jetty's core handlers; blocking, as everything on a virtual thread. */
final class JettyExchange implements ClientExchange, AutoCloseable {
  private final Request request;
  private final Response response;
  private final LeavingWatch watch;
  private Optional<LeavingWatch.Client> watched = Optional.empty();

  /** Whose client {@code watch} keeps an eye on where somebody wants to know that it left. */
  JettyExchange(Request request, Response response, LeavingWatch watch) {
    this.request = request;
    this.response = response;
    this.watch = watch;
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String source() {
    return Request.getRemoteAddr(request);
  }

  @Override
  public List<String> values(String name) {
    return request.getHeaders().getValuesList(name);
  }

  @Override
  public InputStream body() {
    return Content.Source.asInputStream(request);
  }

  @Override
  public void whenLeft(Runnable left) {
    watched = watch.over(request, left);
  }

  @Override
  public void status(int status) {
    response.setStatus(status);
  }

  @Override
  public void field(String name, String value) {
    response.getHeaders().put(name, value);
  }

  @Override
  public void whole(byte[] body) throws IOException {
    if (body.length > 0) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    }
    close();
    Content.Sink.write(response, true, ByteBuffer.wrap(body));
  }

  @Override
  public void begin() throws IOException {
    Content.Sink.write(response, false, BufferUtil.EMPTY_BUFFER);
  }

  @Override
  public void piece(byte[] bytes) throws IOException {
    Content.Sink.write(response, false, ByteBuffer.wrap(bytes));
  }

  @Override
  public void end() throws IOException {
    close();
    Content.Sink.write(response, true, BufferUtil.EMPTY_BUFFER);
  }

  /** From the response's last write on, the connection is Jetty's alone. */
  @Override
  public void close() {
    watched.ifPresent(LeavingWatch.Client::close);
    watched = Optional.empty();
  }
}
