package io.mcpguard.examples.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The attacker between the guard and the tool server: passes everything on, may change a body on
 * its way, and keeps the last call to send it once more.
 */
final class Wiretap implements AutoCloseable {
  private static final List<String> PASSED =
      List.of("Content-Type", "Accept", "Mcp-Session-Id", "MCP-Protocol-Version", "Txn-Token");

  private final HttpServer server;
  private final URI target;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicReference<UnaryOperator<String>> change =
      new AtomicReference<>(UnaryOperator.identity());
  private final AtomicReference<HttpRequest> lastCall;
  private final AtomicInteger calls = new AtomicInteger();

  Wiretap(URI target) throws IOException {
    this.target = target;
    this.lastCall = new AtomicReference<>(HttpRequest.newBuilder(target).build());
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** Where the guard takes it for the tool server. */
  int port() {
    return server.getAddress().getPort();
  }

  /** How many tool calls passed. */
  int calls() {
    return calls.get();
  }

  /** From now on bodies are changed so. */
  void changing(UnaryOperator<String> how) {
    change.set(how);
  }

  /** Sends the last tool call once more, byte for byte, and returns the answer. */
  HttpResponse<String> replay() throws IOException, InterruptedException {
    return http.send(lastCall.get(), HttpResponse.BodyHandlers.ofString());
  }

  private void pass(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    HttpRequest request = request(exchange, change.get().apply(body));
    if (body.contains("\"tools/call\"")) {
      lastCall.set(request);
      calls.incrementAndGet();
    }
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (name.equalsIgnoreCase("Content-Type") || name.equalsIgnoreCase("Mcp-Session-Id")) {
              exchange.getResponseHeaders().put(name, values);
            }
          });
      byte[] bytes = answer.body();
      exchange.sendResponseHeaders(answer.statusCode(), bytes.length == 0 ? -1 : bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private HttpRequest request(HttpExchange exchange, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(target);
    for (String name : PASSED) {
      List<String> values = exchange.getRequestHeaders().getOrDefault(name, List.of());
      values.forEach(value -> request.header(name, value));
    }
    return request
        .method(
            exchange.getRequestMethod(),
            body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
