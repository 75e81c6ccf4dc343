package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which form of MCP each upstream speaks. Found by asking, never assumed: servers of the legacy
 * revisions answer some requests of the other form as if they had understood them.
 */
final class Eras {
  private static final RequestId PROBE = new RequestId("1");

  /** Errors that only a server of the 2026-07-28 revision gives (2026-07-28, basic/index). */
  private static final Set<Double> MODERN_ERRORS = Set.of(-32020.0, -32021.0, -32022.0);

  private final Map<String, Era> found = new ConcurrentHashMap<>();

  /** What was found; empty while it is not known. */
  Optional<Era> of(String upstream) {
    return Optional.ofNullable(found.get(upstream));
  }

  void found(String upstream, Era era) {
    found.put(upstream, era);
  }

  /** What was found no longer counts. */
  void forget(String upstream) {
    found.remove(upstream);
  }

  /**
   * What a server of the 2026-07-28 revision says of itself, or the error by which it shows that it
   * is one. Anything else than a clear yes is no verdict: that a server is a legacy one is shown by
   * its {@code initialize}.
   */
  static Optional<JsonObject> discover(SessionLink link, Deadline deadline) {
    return OwnRequests.answer(
            link,
            OwnRequests.outbound(Era.MODERN, PROBE, "server/discover", JsonText.object()),
            deadline)
        .filter(Eras::isModern)
        .map(answer -> (JsonObject) answer.outcome());
  }

  private static boolean isModern(ServerMessage.Answered answer) {
    if (!(answer.outcome() instanceof JsonObject outcome)) {
      return false;
    }
    return switch (answer.kind()) {
      case RESULT ->
          outcome.array("supportedVersions").map(JsonArray::values).stream()
              .flatMap(versions -> versions.stream())
              .anyMatch(v -> v instanceof JsonString s && s.value().equals(RequestMeta.REVISION));
      case ERROR ->
          outcome
              .number("code")
              .map(JsonNumber::asDouble)
              .filter(MODERN_ERRORS::contains)
              .isPresent();
    };
  }
}
