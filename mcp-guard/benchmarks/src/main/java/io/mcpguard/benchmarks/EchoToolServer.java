package io.mcpguard.benchmarks;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * A sessionless MCP tool server: at {@code /mcp} with two tools, at {@code /tools/N} with N. One of
 * them answers in an event stream, an event at a time.
 */
final class EchoToolServer extends Handler.Abstract {
  private static final String MANY = "/tools/";

  private EchoToolServer() {}

  public static void main(String[] args) throws Exception {
    Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server.setHandler(new EchoToolServer());
    server.start();
    ChildProcess.announce(server.getURI().getPort());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!HttpMethod.POST.is(request.getMethod())) {
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return true;
    }
    String path = Request.getPathInContext(request);
    int tools = path.startsWith(MANY) ? Integer.parseInt(path.substring(MANY.length())) : 2;
    byte[] body = BufferUtil.toArray(Content.Source.asByteBuffer(request));
    byte[] answer = EchoAnswers.to(body, tools);
    if (answer.length == 0) {
      response.setStatus(HttpStatus.ACCEPTED_202);
      callback.succeeded();
    } else if (EchoAnswers.isTold(body)) {
      tell(response, answer, callback);
    } else {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
      response.write(true, ByteBuffer.wrap(answer), callback);
    }
    return true;
  }

  /** Each event goes out by itself, as it does where something happens between them. */
  private static void tell(Response response, byte[] answer, Callback callback) throws Exception {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      for (int event = 1; event < EchoAnswers.EVENTS; event++) {
        out.write(EchoAnswers.step());
        out.flush();
      }
      out.write(EchoAnswers.last(answer));
    }
    callback.succeeded();
  }
}
