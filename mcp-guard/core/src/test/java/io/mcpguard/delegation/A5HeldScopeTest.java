package io.mcpguard.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.agents.Agent;
import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.agents.Recognition;
import io.mcpguard.authn.Authentication;
import io.mcpguard.authn.GrantSource;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.jose.DpopNonces;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.JwtSigner;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.oauth.Presentation;
import io.mcpguard.testkit.MovableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack row A5: what is held is the user's entitlement, the grant, the token and the agent's
 * ceiling together, whatever these are, and no longer than the grant.
 */
class A5HeldScopeTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final String ISSUER = "https://guard.example";
  private static final String FILES = "https://guard.example/mcp/files";
  private static final List<String> ALL = List.of("a", "b", "c", "d", "e", "f");

  private final MovableClock clock = MovableClock.at(NOW);
  private final Providers providers = Providers.fastest(new SecureRandom());
  private final SigningKeys keys = SigningKeys.inMemory(Duration.ofMinutes(15), clock, providers);
  private final Authentication authentication =
      new Authentication(
          new Authentication.Rules(
              new JwtVerifier(JwtRules.accessToken(ISSUER), keys, providers, clock),
              GrantSource.RECORDED,
              new ProofVerifier(providers, new DpopNonces(new Random(0), clock), clock),
              BoundTokens.OPTIONAL),
          new Epoch(),
          clock);

  /** The four that bound what an agent holds. */
  private record Bounds(
      Set<String> entitlement, Set<String> grant, Set<String> token, Set<String> ceiling) {
    static Bounds random(Random random) {
      return new Bounds(some(random), some(random), some(random), some(random));
    }

    private static Set<String> some(Random random) {
      Set<String> some = new TreeSet<>(ALL);
      some.removeIf(scope -> random.nextInt(3) == 0);
      return some;
    }

    Set<String> intersection() {
      Set<String> all = new HashSet<>(entitlement);
      all.retainAll(grant);
      all.retainAll(token);
      all.retainAll(ceiling);
      return all;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatIsHeldIsWithinEachOfTheFourAndNothingOfAllFourIsMissing(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      Bounds bounds = Bounds.random(random);

      Set<String> held = held(bounds);

      assertThat(held).as(bounds.toString()).isSubsetOf(bounds.entitlement());
      assertThat(held).as(bounds.toString()).isSubsetOf(bounds.grant());
      assertThat(held).as(bounds.toString()).isSubsetOf(bounds.token());
      assertThat(held).as(bounds.toString()).isSubsetOf(bounds.ceiling());
      assertThat(held).as(bounds.toString()).isEqualTo(bounds.intersection());
    }
  }

  @Test
  void oneSecondBeforeItsEndAGrantHolds() {
    clock.move(Duration.ofSeconds(299));

    assertThat(delegated(everything())).isInstanceOf(Proceed.class);
  }

  @Test
  void atTheEndTheUserChoseAGrantIsOverThoughTheTokenIsNot() {
    clock.move(Duration.ofMinutes(5));

    assertThat(refusal(delegated(everything()))).isEqualTo(Reason.GRANT_REVOKED);
  }

  private static Bounds everything() {
    return new Bounds(Set.copyOf(ALL), Set.copyOf(ALL), Set.copyOf(ALL), Set.copyOf(ALL));
  }

  private static Reason refusal(Outcome<Delegated> outcome) {
    return switch (outcome) {
      case Refused<Delegated>(Denial denial) -> denial.reason();
      case Proceed<Delegated> proceed -> throw new AssertionError("nothing was refused");
    };
  }

  private Set<String> held(Bounds bounds) {
    return ((Proceed<Delegated>) delegated(bounds)).value().held().tokens();
  }

  private Outcome<Delegated> delegated(Bounds bounds) {
    Delegation delegation =
        new Delegation(book(bounds.grant()), limits(bounds), clock, new Random(0));
    return authentication
        .authenticate(
            Presentation.read("POST", List.of("Bearer " + token(bounds.token())), List.of()), FILES)
        .then(new Recognition(new OneAgent(), clock)::recognise)
        .then(delegation::delegate);
  }

  private String token(Set<String> scopes) {
    return new JwtSigner(keys, "at+jwt")
        .sign(
            new TreeMap<>(
                Map.of(
                    "iss",
                    ISSUER,
                    "sub",
                    "alice",
                    "aud",
                    List.of(FILES),
                    "client_id",
                    "agent-1",
                    "grant_id",
                    "grant-1",
                    "scope",
                    String.join(" ", scopes),
                    "iat",
                    Date.from(NOW),
                    "exp",
                    Date.from(NOW.plusSeconds(600)),
                    "jti",
                    "t-1")));
  }

  private static Limits limits(Bounds bounds) {
    return new Limits() {
      @Override
      public Set<String> entitlement(String user) {
        return bounds.entitlement();
      }

      @Override
      public Set<String> ceiling(String clientId) {
        return bounds.ceiling();
      }
    };
  }

  private static GrantBook book(Set<String> scopes) {
    return new OneGrant(
        new Grant("grant-1", "i-1", "alice", "agent-1", FILES, scopes, NOW, NOW.plusSeconds(300)));
  }

  private record OneGrant(Grant grant) implements GrantBook {
    @Override
    public void record(Grant other) {
      throw new UnsupportedOperationException("there is one grant");
    }

    @Override
    public Optional<Grant> enrol(Grant other) {
      throw new UnsupportedOperationException("there is one grant");
    }

    @Override
    public Optional<Grant> find(String id) {
      return Optional.of(grant).filter(one -> one.id().equals(id));
    }

    @Override
    public List<Grant> all() {
      return List.of(grant);
    }

    @Override
    public boolean revoke(String id) {
      throw new UnsupportedOperationException("the grant stays");
    }
  }

  private static final class OneAgent implements AgentRegistry {
    private final Agent agent =
        new Agent("agent-1", "Agent", "pre-registered", NOW, Agent.State.ACTIVE);

    @Override
    public Optional<Agent> find(String clientId) {
      return Optional.of(agent).filter(one -> one.clientId().equals(clientId));
    }

    @Override
    public Agent enrol(Agent other) {
      throw new UnsupportedOperationException("there is one agent");
    }

    @Override
    public List<Agent> all() {
      return List.of(agent);
    }

    @Override
    public boolean revoke(String clientId) {
      throw new UnsupportedOperationException("the agent stays");
    }
  }
}
