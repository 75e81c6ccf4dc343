package io.mcpguard.servlet;

import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What anybody may read: how to log in here (RFC 9728), and the keys of assertions. */
final class Documents {
  private final Map<String, Supplier<String>> byPath;

  Documents(Map<String, Supplier<String>> byPath) {
    this.byPath = Map.copyOf(byPath);
  }

  Set<String> paths() {
    return byPath.keySet();
  }

  boolean has(String path) {
    return byPath.containsKey(path);
  }

  void answer(String path, ServletExchange exchange) throws IOException {
    exchange.field("Content-Type", "application/json");
    exchange.field("Access-Control-Allow-Origin", "*");
    if (exchange.method().equals("GET")) {
      exchange.status(200);
      exchange.whole(text(path).getBytes(StandardCharsets.UTF_8));
    } else {
      exchange.status(Reason.METHOD_NOT_ALLOWED.httpStatus());
      exchange.whole(Answers.refusal(Reason.METHOD_NOT_ALLOWED));
    }
  }

  private String text(String path) {
    Supplier<String> document = byPath.get(path);
    return document == null ? "" : document.get();
  }
}
