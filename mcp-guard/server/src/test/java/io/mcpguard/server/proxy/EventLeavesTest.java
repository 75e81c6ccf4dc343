package io.mcpguard.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.audit.DecisionLeaf;
import io.mcpguard.audit.Journal;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.audit.SubjectKeys;
import io.mcpguard.authserver.events.AuthorizationEvents.LoginResult;
import io.mcpguard.exchange.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the ledger tells of people at the authorization server. */
class EventLeavesTest {
  private static final String ADDRESS = "192.0.2.7";

  private final Noted noted = new Noted();
  private final EventLeaves leaves =
      new EventLeaves(noted, new Pseudonyms(new OneKey()), () -> Instant.EPOCH, () -> {});

  /** Keeps what it is given. */
  private static final class Noted implements Journal {
    private final List<String> texts = new ArrayList<>();

    String only() {
      assertThat(texts).hasSize(1);
      return texts.getFirst();
    }

    @Override
    public Outcome<DecisionLeaf> note(byte[] leaf) {
      texts.add(new String(leaf, UTF_8));
      return Outcome.proceed(new DecisionLeaf("log", texts.size() - 1));
    }

    @Override
    public Outcome<DecisionLeaf> decide(byte[] leaf) {
      throw new AssertionError("nothing is decided here");
    }

    @Override
    public Outcome<DecisionLeaf> open(byte[] leaf) {
      throw new AssertionError("no call is made here");
    }

    @Override
    public void conclude(DecisionLeaf decision, byte[] leaf) {
      throw new AssertionError("no call is made here");
    }
  }

  private static final class OneKey implements SubjectKeys {
    @Override
    public byte[] keyOf(String subject) {
      return new byte[32];
    }

    @Override
    public boolean erase(String subject) {
      throw new AssertionError("nobody is erased here");
    }

    @Override
    public long erasures() {
      return 0;
    }

    @Override
    public List<String> subjects() {
      return List.of();
    }
  }

  /** "Personal values as HMAC under a per-subject key": an address has none, so it is not kept. */
  @ParameterizedTest
  @CsvSource({ADDRESS + ",192.0.2.0/24", "[2001:db8:1:2::7],2001:db8:1:0:0:0:0:0/48"})
  void ofWhereALoginCameFromTheNetworkIsKept(String address, String network) {
    leaves.login("alice", LoginResult.PASSWORD, address);

    assertThat(noted.only()).contains("\"source\":\"" + network + "\"");
  }

  @Test
  void ofWhereAClientRegisteredFromTheNetworkIsKept() {
    leaves.registered("agent-1", ADDRESS);

    assertThat(noted.only()).contains("\"source\":\"192.0.2.0/24\"").doesNotContain(ADDRESS);
  }

  @ParameterizedTest
  @EnumSource
  void noNameIsInALogin(LoginResult result) {
    leaves.login("alice", result, ADDRESS);

    assertThat(noted.only()).doesNotContain("alice").doesNotContain(ADDRESS);
  }

  @ParameterizedTest
  @EnumSource(names = {"WRONG", "THROTTLED"})
  void ofAFailedLoginNotEvenAPseudonymIsKept(LoginResult result) {
    leaves.login("a password in the wrong field", result, ADDRESS);

    assertThat(noted.only()).doesNotContain("\"user\"");
  }

  @ParameterizedTest
  @EnumSource(names = {"PASSWORD", "ONE_TIME_LINK"})
  void ofALoginAPseudonymIsKept(LoginResult result) {
    leaves.login("alice", result, ADDRESS);

    assertThat(noted.only()).contains("\"user\":\"hmac-sha256:");
  }
}
