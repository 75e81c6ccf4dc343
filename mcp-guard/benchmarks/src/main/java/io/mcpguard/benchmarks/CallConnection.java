package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/**
 * One keep-alive HTTP/1.1 connection that sends the same call again and again, with as little work
 * of its own as a blocking socket allows. Not a general client: it never pipelines, and it takes
 * answers no longer than its request expects.
 */
final class CallConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] STATUS_OK = "HTTP/1.1 200".getBytes(US_ASCII);
  private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(US_ASCII);
  private static final byte[] CHUNKED = "\r\ntransfer-encoding: chunked".getBytes(US_ASCII);

  /** Who read all of a long answer would measure that. */
  private static final int LOOK = 4096;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] request;
  private final int idAt;
  private final byte[] id;
  private final byte[] right;
  private final byte[] buffer;
  private int filled;

  CallConnection(Target target) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(
        new InetSocketAddress(target.endpoint().getHost(), target.endpoint().getPort()),
        PATIENCE_MILLIS);
    in = socket.getInputStream();
    out = socket.getOutputStream();
    byte[] head = head(target, target.request().body().length);
    byte[] body = target.request().body();
    right = target.request().right();
    buffer = new byte[target.request().longestAnswer()];
    request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    idAt = head.length + ToolCall.idOffset();
    id = ("\"id\":" + ToolCall.LOWEST_ID).getBytes(US_ASCII);
  }

  private static byte[] head(Target target, int length) {
    StringBuilder head = new StringBuilder(512);
    head.append("POST ").append(target.endpoint().getRawPath()).append(" HTTP/1.1\r\nHost: ");
    head.append(target.endpoint().getRawAuthority()).append("\r\n");
    head.append("Content-Type: application/json\r\n");
    head.append("Accept: application/json, text/event-stream\r\n");
    target.headers().forEach((name, value) -> append(head, name, value));
    append(head, "Content-Length", Integer.toString(length));
    return head.append("\r\n").toString().getBytes(US_ASCII);
  }

  private static void append(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  /** Makes one call; true if the answer is the right one for this id. */
  boolean call(int callId) throws IOException {
    ToolCall.writeId(request, idAt, callId);
    ToolCall.writeId(id, id.length - ToolCall.ID_DIGITS, callId);
    out.write(request);
    filled = 0;
    int body = readHead();
    int end = readBody(body);
    return Bytes.indexOf(buffer, 0, STATUS_OK.length, STATUS_OK) == 0
        && Bytes.indexOf(buffer, body, Math.min(end, body + LOOK), id) >= 0
        && Bytes.indexOf(buffer, Math.max(body, end - LOOK), end, right) >= 0;
  }

  /** The whole last answer, for a message about a wrong one. */
  String lastAnswer() {
    return new String(buffer, 0, filled, US_ASCII);
  }

  private int readHead() throws IOException {
    while (true) {
      int end = Bytes.indexOf(buffer, 0, filled, HEAD_END);
      if (end >= 0) {
        lowerCase(end);
        return end + HEAD_END.length;
      }
      fill();
    }
  }

  /**
   * Header names are case-insensitive (RFC 9110 §5.1); the status line holds no letters we need.
   */
  private void lowerCase(int end) {
    int line = Bytes.indexOf(buffer, 0, end, new byte[] {'\r'});
    for (int i = Math.max(line, 0); i < end; i++) {
      if (buffer[i] >= 'A' && buffer[i] <= 'Z') {
        buffer[i] = (byte) (buffer[i] + ('a' - 'A'));
      }
    }
  }

  private int readBody(int body) throws IOException {
    int length = Bytes.indexOf(buffer, 0, body, LENGTH);
    if (length >= 0) {
      int end = body + number(length + LENGTH.length);
      while (filled < end) {
        fill();
      }
      return end;
    }
    if (Bytes.indexOf(buffer, 0, body, CHUNKED) < 0) {
      return body;
    }
    while (filled - body < LAST_CHUNK.length
        || Bytes.indexOf(buffer, filled - LAST_CHUNK.length, filled, LAST_CHUNK) < 0) {
      fill();
    }
    return filled;
  }

  private int number(int at) {
    int i = at;
    while (buffer[i] == ' ') {
      i++;
    }
    int value = 0;
    for (; buffer[i] >= '0' && buffer[i] <= '9'; i++) {
      value = value * 10 + buffer[i] - '0';
    }
    return value;
  }

  private void fill() throws IOException {
    int read = in.read(buffer, filled, buffer.length - filled);
    if (read <= 0) {
      throw new EOFException("the answer ended early or is too long");
    }
    filled += read;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
