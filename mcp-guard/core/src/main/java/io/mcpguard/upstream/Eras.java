package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
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

  /** Of these, what is not about the client: a header that does not fit, a revision. */
  private static final Set<Double> MISUNDERSTOOD = Set.of(-32020.0, -32022.0);

  /** With status 400, what a server gives that took how it was spoken to. */
  private static final Set<Double> TAKEN = Set.of(-32021.0, -32602.0);

  private final Map<String, Era> found = new ConcurrentHashMap<>();

  /** With which status an upstream refused to say it; a 401 or 403 is no verdict. */
  private final Map<String, Integer> refused = new ConcurrentHashMap<>();

  /** What was found; empty while it is not known. */
  Optional<Era> of(String upstream) {
    return Optional.ofNullable(found.get(upstream));
  }

  void found(String upstream, Era era) {
    found.put(upstream, era);
    refused.remove(upstream);
  }

  /** The upstream would not be asked: it answered with this HTTP status. */
  void refused(String upstream, int status) {
    refused.put(upstream, status);
  }

  /** Nobody knows what it speaks, for another reason than that it refused. */
  void unreached(String upstream) {
    refused.remove(upstream);
  }

  /** Why nobody knows what an upstream speaks. */
  Denial unknown(String upstream) {
    Integer status = refused.get(upstream);
    return status == null
        ? Denial.of(
            Reason.UPSTREAM_DOWN,
            "upstream " + upstream + " is not known to speak " + RequestMeta.REVISION)
        : Denial.of(
            Reason.UPSTREAM_REFUSED,
            "upstream " + upstream + " refuses the guard with HTTP status " + status);
  }

  /** What asking a server showed. */
  sealed interface Verdict {
    /** It speaks the 2026-07-28 revision, and says this of itself. */
    record Offering(JsonObject offer) implements Verdict {}

    /** It is none of the legacy revisions, but would not answer us. */
    record Refusing() implements Verdict {}

    /** Nothing: that a server is a legacy one is shown by its {@code initialize}. */
    record None() implements Verdict {}
  }

  /** Asks a server which form it speaks; only a clear yes is a verdict. */
  static Verdict discover(SessionLink link, Set<String> mayAsk, Deadline deadline) {
    return OwnRequests.answer(
            link,
            OwnRequests.outbound(Era.MODERN, PROBE, "server/discover", JsonText.object(), mayAsk),
            deadline)
        .map(Eras::verdict)
        .orElseGet(Verdict.None::new);
  }

  /** What an answer to that shows. */
  static Verdict verdict(ServerMessage.Answered answer) {
    if (!(answer.outcome() instanceof JsonObject outcome)) {
      return new Verdict.None();
    }
    return switch (answer.kind()) {
      case RESULT -> speaks(outcome) ? new Verdict.Offering(outcome) : new Verdict.None();
      case ERROR -> isModern(outcome) ? new Verdict.Refusing() : new Verdict.None();
    };
  }

  private static boolean speaks(JsonObject offer) {
    return offer.array("supportedVersions").map(JsonArray::values).stream()
        .flatMap(versions -> versions.stream())
        .anyMatch(v -> v instanceof JsonString s && s.value().equals(RequestMeta.REVISION));
  }

  /**
   * Whether a server did not take how it was spoken to: it has other tools than were seen, or
   * speaks another form. A legacy server says so with 400 and whatever code (2026-07-28,
   * basic/versioning, backward compatibility).
   */
  static boolean isMisunderstanding(ServerMessage.Answered answer, int status) {
    return answer.kind() == ServerMessage.Answered.Kind.ERROR
        && answer.outcome() instanceof JsonObject error
        && (isOf(MISUNDERSTOOD, error) || (status == 400 && !isOf(TAKEN, error)));
  }

  private static boolean isModern(JsonObject error) {
    return isOf(MODERN_ERRORS, error);
  }

  private static boolean isOf(Set<Double> codes, JsonObject error) {
    return error.number("code").map(JsonNumber::asDouble).filter(codes::contains).isPresent();
  }
}
