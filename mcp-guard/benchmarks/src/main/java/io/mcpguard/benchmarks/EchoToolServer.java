package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * A sessionless MCP tool server with one tool, as cheap as a Java server gets: {@code tools/call}
 * is found by its bytes and answered without reading JSON.
 */
final class EchoToolServer extends Handler.Abstract {
  private static final byte[] CALL = "\"method\":\"tools/call\"".getBytes(UTF_8);
  private static final byte[] ID = "\"id\":".getBytes(UTF_8);
  private static final Pattern REVISION = Pattern.compile("\"protocolVersion\":\"([0-9-]{10})\"");

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
    byte[] body = BufferUtil.toArray(Content.Source.asByteBuffer(request));
    int id = Bytes.indexOf(body, 0, body.length, ID);
    if (id < 0) {
      response.setStatus(HttpStatus.ACCEPTED_202);
      callback.succeeded();
      return true;
    }
    byte[] answer =
        Bytes.indexOf(body, 0, body.length, CALL) >= 0
            ? ToolCall.answer(body, id + ID.length, endOfId(body, id + ID.length))
            : handshake(body, id + ID.length);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
    response.write(true, ByteBuffer.wrap(answer), callback);
    return true;
  }

  private static int endOfId(byte[] body, int from) {
    int end = from;
    while (end < body.length && body[end] != ',' && body[end] != '}') {
      end++;
    }
    return end;
  }

  private static byte[] handshake(byte[] body, int idAt) {
    String text = new String(body, UTF_8);
    String id = new String(body, idAt, endOfId(body, idAt) - idAt, UTF_8);
    return ("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + answerTo(text) + "}").getBytes(UTF_8);
  }

  private static String answerTo(String request) {
    if (request.contains("\"method\":\"initialize\"")) {
      Matcher revision = REVISION.matcher(request);
      return "\"result\":{\"protocolVersion\":\""
          + (revision.find() ? revision.group(1) : "2025-11-25")
          + "\",\"capabilities\":{\"tools\":{}},"
          + "\"serverInfo\":{\"name\":\"echo\",\"version\":\"1\"}}";
    }
    if (request.contains("\"method\":\"tools/list\"")) {
      return "\"result\":{\"tools\":[{\"name\":\"echo\",\"description\":\"Answers.\",\"inputSchema\":"
                 + "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}}]}";
    }
    if (request.contains("\"method\":\"ping\"")) {
      return "\"result\":{}";
    }
    return "\"error\":{\"code\":-32601,\"message\":\"Unknown method.\"}";
  }
}
