package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contracts §2: "Immediately before the first byte goes out, epoch, grant, lease and token expiry
 * are read again; a change ends the call as refused". Here it comes right after the decision.
 */
@Timeout(60)
class LastLookTest {
  private final LegacyScript upstream =
      LegacyScript.listing(() -> "{\"name\":\"work\",\"inputSchema\":{}}");
  private MemoryGuard guard;
  private MemoryClient alice;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
    alice = guard.client("alice");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  static Stream<Named<Consumer<MemoryGuard>>> endsOfTheDelegation() {
    return Stream.of(
        Named.of("the grant is revoked", guard -> guard.revokeGrant("grant-of-alice")),
        Named.of("the agent is shut off", guard -> guard.revokeAgent("agent-of-alice")),
        Named.of("the token ends", guard -> guard.pass(Duration.ofMinutes(10))));
  }

  @ParameterizedTest
  @MethodSource("endsOfTheDelegation")
  void aCallWhoseDelegationHasJustEndedIsNotMade(Consumer<MemoryGuard> end) throws Exception {
    guard.onceDecided(() -> end.accept(guard));

    MemoryExchange call = alice.stream(work());

    JsonNode error = call.next().path("error");
    assertThat(error.path("code").asInt()).isEqualTo(1401);
    assertThat(error.at("/data/reason").asText()).isEqualTo("changed_in_flight");
    assertThat(call.code()).isEqualTo(401);
    assertThat(call.field("WWW-Authenticate")).contains("error=\"invalid_token\"");
    assertThat(upstream.received("tools/call")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("endsOfTheDelegation")
  void itIsRecordedAsDecidedAndThenRefused(Consumer<MemoryGuard> end) throws Exception {
    guard.onceDecided(() -> end.accept(guard));

    alice.stream(work()).next();

    assertThat(guard.permitted("tools/call")).hasSize(1);
    assertThat(guard.ends()).containsExactly("refused");
  }

  /** The session, which another grant opened, lives on. */
  @Test
  void aCallInTheSessionOfAnotherGrantIsNotMadeEither() throws Exception {
    MemoryClient steppedUp = alice.bearing(guard.token("alice", "second"));
    guard.onceDecided(() -> guard.revokeGrant("second"));

    JsonNode error = steppedUp.stream(work()).next().path("error");

    assertThat(error.at("/data/reason").asText()).isEqualTo("changed_in_flight");
    assertThat(upstream.received("tools/call")).isEmpty();
  }

  @Test
  void theEndOfAnotherGrantChangesNothing() throws Exception {
    guard.token("alice", "second");
    guard.onceDecided(() -> guard.revokeGrant("second"));

    assertThat(alice.stream(work()).next().has("result")).isTrue();
  }

  private static String work() {
    return MemoryClient.request("1", "tools/call", "{\"name\":\"work\",\"arguments\":{}}");
  }
}
