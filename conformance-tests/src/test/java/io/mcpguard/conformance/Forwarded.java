package io.mcpguard.conformance;

import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What reached a tool server, by the {@code txn} of the assertion that came with it. */
final class Forwarded {
  private Forwarded() {}

  /** The calls since the last time, oldest first; one without an assertion is an empty text. */
  static List<String> takenFrom(EchoToolServer upstream) {
    return upstream.takeCalls().stream().map(Forwarded::txn).toList();
  }

  private static String txn(Received call) {
    return call.header("Txn-Token").map(token -> token.split("\\.", -1)[1]).stream()
        .map(claims -> new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
        .map(claims -> Json.read(claims).path("txn").asText())
        .findFirst()
        .orElse("");
  }
}
