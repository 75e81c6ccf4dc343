package io.mcpguard;

import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.assertion.AssertionIssuer;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.audit.Journal;
import io.mcpguard.audit.SubjectKeys;
import io.mcpguard.authn.Authentication;
import io.mcpguard.catalog.PinBook;
import io.mcpguard.catalog.Scope;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.GrantBook;
import io.mcpguard.delegation.Limits;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.issuance.AssertionMode;
import io.mcpguard.jose.Sealer;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.protocol.Numbers;
import io.mcpguard.ratelimit.QuotaRule;
import io.mcpguard.upstream.AgentLimits;
import io.mcpguard.upstream.Port;
import io.mcpguard.upstream.SessionBook;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All that a guard is made of. Every part comes from outside, so that nothing in {@code core} opens
 * a file, reads a clock or draws a number that it was not given.
 *
 * @param identity the guard's issuer URL and trust domain
 * @param authentication what access tokens and DPoP proofs are held against
 * @param assertions issues assertions with the key in use now, one of their own
 * @param agents the registry
 * @param grants the users' grants
 * @param limits entitlements and ceilings
 * @param pins the accepted tool definitions
 * @param scopes what users delegate
 * @param policy what is permitted of it
 * @param quotas how often
 * @param journal where evidence goes
 * @param subjectKeys the keys of personal values in it
 * @param upstreams the tool servers
 * @param epoch ends with every revocation
 * @param clock the time
 * @param random must be unpredictable
 * @param sealer seals what clients keep for us
 * @param sessions what is known of legacy sessions for longer than the process lives
 * @param rules how strictly bodies are read
 * @param agentLimits the most that one agent may have at a time of what all share
 */
public record GuardParts(
    Identity identity,
    Authentication.Rules authentication,
    Supplier<AssertionIssuer> assertions,
    AgentRegistry agents,
    GrantBook grants,
    Limits limits,
    PinBook pins,
    List<Scope> scopes,
    PolicyTable policy,
    List<QuotaRule> quotas,
    Journal journal,
    SubjectKeys subjectKeys,
    List<Wired> upstreams,
    Epoch epoch,
    InstantSource clock,
    RandomGenerator random,
    Sealer sealer,
    SessionBook sessions,
    ReadRules rules,
    AgentLimits agentLimits) {

  public GuardParts {
    scopes = List.copyOf(scopes);
    quotas = List.copyOf(quotas);
    upstreams = List.copyOf(upstreams);
  }

  /**
   * Who the guard is.
   *
   * @param issuer its issuer URL, which is its public URL
   * @param trustDomain the trust domain that it asserts in
   */
  public record Identity(String issuer, String trustDomain) {}

  /**
   * A tool server and the way to it.
   *
   * @param upstream what the stages know of it
   * @param port where sessions with it begin, with what the guard itself presents to it
   * @param mode how it is told who calls
   * @param numbers the least exact numbers that its clients may send
   */
  public record Wired(Upstream upstream, Port port, AssertionMode mode, Numbers numbers) {

    /** One whose clients send exact numbers alone. */
    public Wired(Upstream upstream, Port port, AssertionMode mode) {
      this(upstream, port, mode, Numbers.EXACT);
    }

    /** As this one, with inexact numbers, whose digests cover bytes as they came. */
    public Wired allowingInexactNumbers() {
      return new Wired(upstream, port, mode, Numbers.INEXACT);
    }
  }
}
