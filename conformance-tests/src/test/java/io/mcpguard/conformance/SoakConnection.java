package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One connection with one legacy session, or with none, as cheap as a client can be: thousands of
 * them stand in one process, each on a virtual thread.
 */
final class SoakConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 120_000;
  private static final int SMALL = 512;

  private final Socket socket;
  private final InputStream in;
  private final URI endpoint;
  private final Map<String, String> headers = new TreeMap<>();
  private int ids;

  /** The head of an answer. */
  private record Head(int status, Map<String, String> fields) {}

  /** What one request was answered with. */
  record Answered(int status, List<JsonNode> messages) {}

  private SoakConnection(int port, URI endpoint, String token) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.endpoint = endpoint;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), SMALL);
    headers.put("Authorization", "Bearer " + token);
  }

  /** Shakes hands at the port that serves {@code endpoint}. */
  static SoakConnection open(int port, URI endpoint, String token) throws IOException {
    SoakConnection connection = new SoakConnection(port, endpoint, token);
    try {
      connection.request(
          "initialize",
          """
          {"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"s","version":"1"}}\
          """);
      connection.headers.put("MCP-Protocol-Version", "2025-11-25");
      connection.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** A client of 2026-07-28, which shakes no hands. */
  static SoakConnection stateless(int port, URI endpoint, String token) throws IOException {
    SoakConnection connection = new SoakConnection(port, endpoint, token);
    connection.headers.put("MCP-Protocol-Version", "2026-07-28");
    return connection;
  }

  /** Turns the connection into the stream of a subscription to one resource. */
  SoakConnection follow(String uri) throws IOException {
    headers.put("Mcp-Method", "subscriptions/listen");
    sendPost(
        """
        {"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{\
        "notifications":{"resourceSubscriptions":["%s"]},"_meta":{\
        "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
        "io.modelcontextprotocol/clientCapabilities":{}}}}\
        """
            .formatted(uri));
    stream();
    String line = line();
    while (!line.startsWith("data:") || !line.contains("subscriptions/acknowledged")) {
      line = line();
    }
    if (!line.contains(uri)) {
      throw new IOException("a subscription does not follow what it was to follow");
    }
    return this;
  }

  /** The answer to a call, with whatever came in the same stream. */
  Answered call(String tool, String arguments) throws IOException {
    return request("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  /** The id of the last request. */
  int lastId() {
    return ids;
  }

  private Answered request(String method, String params) throws IOException {
    return post(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(++ids, method, params));
  }

  private void sendPost(String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    send(
        "POST",
        "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
            + "Content-Length: "
            + bytes.length
            + "\r\n",
        bytes);
  }

  private Answered post(String body) throws IOException {
    sendPost(body);
    Head head = head();
    String session = head.fields().getOrDefault("mcp-session-id", "");
    if (!session.isEmpty()) {
      headers.put("Mcp-Session-Id", session);
    }
    String text = new String(body(head.fields()), StandardCharsets.UTF_8);
    boolean stream = head.fields().getOrDefault("content-type", "").startsWith("text/event-stream");
    return new Answered(head.status(), stream ? events(text) : one(text));
  }

  private static List<JsonNode> one(String text) {
    return text.isEmpty() ? List.of() : List.of(Json.read(text));
  }

  private static List<JsonNode> events(String text) {
    return text.lines()
        .filter(line -> line.startsWith("data:") && line.length() > "data: ".length())
        .map(line -> Json.read(line.substring("data:".length())))
        .toList();
  }

  /** Turns the connection into the stream of the session's news. */
  SoakConnection listen() throws IOException {
    send("GET", "Accept: text/event-stream\r\n", new byte[0]);
    stream();
    return this;
  }

  private void stream() throws IOException {
    Head head = head();
    if (head.status() != 200) {
      throw new IOException("a stream was answered with " + head.status());
    }
    socket.setSoTimeout(0);
  }

  /** Reads lines of that stream until its end. */
  String nextLine() throws IOException {
    return line();
  }

  private void send(String method, String more, byte[] body) throws IOException {
    StringBuilder head = new StringBuilder(SMALL);
    head.append(method).append(' ').append(endpoint.getRawPath()).append(" HTTP/1.1\r\nHost: ");
    head.append(endpoint.getRawAuthority()).append("\r\n").append(more);
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[first.length + body.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    socket.getOutputStream().write(all);
  }

  private Head head() throws IOException {
    String status = line();
    Map<String, String> fields = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Head(Integer.parseInt(status.substring(9, 12)), fields);
  }

  private byte[] body(Map<String, String> fields) throws IOException {
    if (!fields.getOrDefault("transfer-encoding", "").equals("chunked")) {
      return in.readNBytes(Integer.parseInt(fields.getOrDefault("content-length", "0")));
    }
    List<byte[]> chunks = new ArrayList<>();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      chunks.add(in.readNBytes(size));
      line();
    }
    line();
    byte[] all = new byte[chunks.stream().mapToInt(chunk -> chunk.length).sum()];
    int at = 0;
    for (byte[] chunk : chunks) {
      System.arraycopy(chunk, 0, all, at, chunk.length);
      at += chunk.length;
    }
    return all;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the guard closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
