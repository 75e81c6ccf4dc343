package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A revocation reaches what is under way, whoever opened the session that it is in. */
@Timeout(60)
class RevocationTest {
  private final HoldingUpstream upstream = new HoldingUpstream();
  private MemoryGuard guard;
  private MemoryClient opener;
  private MemoryClient steppedUp;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("hold");
    opener = guard.client("alice");
    steppedUp = opener.bearing(guard.token("alice", "second"));
  }

  @AfterEach
  void stop() {
    upstream.close();
    guard.close();
  }

  @Test
  void aCallEndsWithItsOwnGrantWhoeverOpenedTheSession() throws Exception {
    MemoryExchange call = steppedUp.stream(hold(7));
    upstream.awaitHeld();

    guard.revokeGrant("second");

    assertThat(call.rest().getFirst().at("/error/code").asInt()).isEqualTo(1401);
    assertThat(call.code()).isEqualTo(401);
    assertThat(guard.ends()).containsExactly("unknown");
    upstream.awaitCut();
  }

  @Test
  void theSessionOfAnotherGrantLivesOn() throws Exception {
    guard.revokeGrant("second");

    assertThat(opener.call("work", "{}").answer().has("result")).isTrue();
    assertThat(steppedUp.call("work", "{}").status()).isEqualTo(401);
  }

  @Test
  void aCallOutlivesTheRevocationOfAnotherGrant() throws Exception {
    MemoryExchange call = opener.stream(hold(7));
    upstream.awaitHeld();

    guard.revokeGrant("second");
    upstream.release();

    assertThat(call.rest().getFirst().has("result")).isTrue();
  }

  @Test
  void aStreamEndsWithItsOwnGrantWhoeverOpenedTheSession() throws Exception {
    MemoryExchange stream = steppedUp.listen();

    guard.revokeGrant("second");

    assertThat(stream.rest()).isEmpty();
    upstream.awaitCut();
  }

  @Test
  void aStreamEndsWithItsAgent() throws Exception {
    MemoryExchange stream = opener.listen();

    guard.revokeAgent("agent-of-alice");

    assertThat(stream.rest()).isEmpty();
    upstream.awaitCut();
  }

  @Test
  void aCallEndsWithItsAgent() throws Exception {
    MemoryExchange call = opener.stream(hold(7));
    upstream.awaitHeld();

    guard.revokeAgent("agent-of-alice");

    assertThat(call.rest().getFirst().at("/error/code").asInt()).isEqualTo(1401);
    assertThat(call.code()).isEqualTo(401);
    upstream.awaitCut();
  }

  @Test
  void anAgentThatWasShutOffMakesNoOtherCall() throws Exception {
    guard.revokeAgent("agent-of-alice");

    assertThat(opener.call("work", "{}").status()).isEqualTo(401);
    assertThat(steppedUp.listen().code()).isEqualTo(401);
    assertThat(upstream.received()).doesNotContain("tools/call");
  }

  @Test
  void aCallOutlivesTheEndOfAnotherAgent() throws Exception {
    MemoryExchange call = guard.client("bob").stream(hold(7));
    upstream.awaitHeld();

    guard.revokeAgent("agent-of-alice");
    upstream.release();

    assertThat(call.rest().getFirst().has("result")).isTrue();
  }

  private static String hold(int id) {
    return MemoryClient.request(
        Integer.toString(id), "tools/call", "{\"name\":\"hold\",\"arguments\":{}}");
  }
}
