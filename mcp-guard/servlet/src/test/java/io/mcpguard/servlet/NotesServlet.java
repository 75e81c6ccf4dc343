package io.mcpguard.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A tool developer's own MCP servlet, as simple as can be: two tools that scopes cover, one not.
 */
final class NotesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** The attribute that holds the message a dispatched servlet answers. */
  static final String RESUMED = "resumed";

  private static final String TOOLS =
      """
      {"tools":[{"name":"read_note","inputSchema":{"type":"object"}},\
      {"name":"write_note","inputSchema":{"type":"object"}},\
      {"name":"wipe_all","inputSchema":{"type":"object"}}]}\
      """;

  private final transient List<Seen> seen = new CopyOnWriteArrayList<>();
  private final transient BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private transient volatile OnCall onCall =
      (request, message, response) -> answer(response, message, "{\"content\":[]}");

  /** One request, as far as a test asks about it. */
  record Seen(String method, String rpcMethod, String body, List<String> headers) {}

  /** What a tool does. */
  interface OnCall {
    void run(HttpServletRequest request, JsonNode message, HttpServletResponse response)
        throws IOException;
  }

  void onCall(OnCall does) {
    this.onCall = does;
  }

  /** What clients answered, and notified. */
  BlockingQueue<JsonNode> answers() {
    return answers;
  }

  List<Seen> seen() {
    return seen;
  }

  /** Waits for a request of this HTTP method. */
  void awaitSeen(String method) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (seen.stream().noneMatch(one -> one.method().equals(method))) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("no " + method + " came, but " + seen);
      }
      Thread.onSpinWait();
    }
  }

  long calls() {
    return seen.stream().filter(one -> one.rpcMethod().equals("tools/call")).count();
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      answer(response, (JsonNode) request.getAttribute(RESUMED), "{\"resumed\":1}");
      return;
    }
    String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    JsonNode message = Json.read(body);
    note(request, message.path("method").asText(), body);
    switch (message.path("method").asText()) {
      case "initialize" -> {
        response.setHeader("Mcp-Session-Id", "servlet-session");
        answer(
            response,
            message,
            """
            {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},\
            "serverInfo":{"name":"notes","version":"1"}}\
            """);
      }
      case "tools/list" -> answer(response, message, TOOLS);
      case "tools/call" -> onCall.run(request, message, response);
      default -> {
        answers.add(message);
        response.setStatus(202);
      }
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    note(request, "", "");
    response.setStatus(405);
  }

  @Override
  protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
    note(request, "", "");
  }

  private void note(HttpServletRequest request, String rpcMethod, String body) {
    List<String> headers = new ArrayList<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      Collections.list(request.getHeaders(name))
          .forEach(value -> headers.add(name.toLowerCase(Locale.ROOT) + ": " + value));
    }
    seen.add(new Seen(request.getMethod(), rpcMethod, body, headers));
  }

  static void answer(HttpServletResponse response, JsonNode message, String result)
      throws IOException {
    response.setContentType("application/json");
    response
        .getOutputStream()
        .write(Json.bytes(Json.result(message.path("id"), Json.read(result))));
  }
}
