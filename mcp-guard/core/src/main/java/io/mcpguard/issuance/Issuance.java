package io.mcpguard.issuance;

import io.mcpguard.assertion.AssertionClaims;
import io.mcpguard.assertion.AssertionIssuer;
import io.mcpguard.audit.Recorded;
import io.mcpguard.credential.Equipped;
import io.mcpguard.identity.Login;
import io.mcpguard.identity.Principal;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Lineage;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Issues one assertion for each recorded call (contracts §1): single use, for this tool server,
 * this method, this name and these arguments, and for half a minute.
 */
public final class Issuance {
  private static final Duration LIFE = Duration.ofSeconds(30);

  private final Supplier<AssertionIssuer> signing;
  private final String issuer;
  private final String trustDomain;
  private final Map<String, AssertionMode> modes;
  private final InstantSource clock;

  /**
   * Issues in the name of {@code issuer}.
   *
   * @param signing signs with the key in use now
   * @param issuer the guard's issuer URL
   * @param trustDomain the audience of every assertion
   * @param modes how each upstream, by its name, is told who calls
   */
  public Issuance(
      Supplier<AssertionIssuer> signing,
      String issuer,
      String trustDomain,
      Map<String, AssertionMode> modes,
      InstantSource clock) {
    this.signing = signing;
    this.issuer = issuer;
    this.trustDomain = trustDomain;
    this.modes = Map.copyOf(modes);
    this.clock = clock;
  }

  /** The call with its assertion. An upstream whose mode nobody named gets one. */
  public Asserted issue(Equipped equipped) {
    AssertionMode mode = modes.getOrDefault(equipped.upstream().name(), AssertionMode.TXN_TOKEN);
    return new Asserted(
        equipped,
        switch (mode) {
          case TXN_TOKEN -> new Assertion.TxnToken(sign(claims(equipped.recorded())));
          case HTTP_SIGNATURE -> new Assertion.MessageSignature(equipped.call().id().value());
          case NONE -> new Assertion.Unasserted();
        });
  }

  private String sign(AssertionClaims claims) {
    try {
      return signing.get().issue(claims);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the assertion key does not sign; see doctor", e);
    }
  }

  private AssertionClaims claims(Recorded recorded) {
    Call call = recorded.call();
    Principal principal = recorded.principal();
    Instant now = clock.instant();
    return new AssertionClaims(
        issuer,
        trustDomain,
        now,
        now.plus(LIFE),
        call.id().value(),
        principal.user(),
        actors(principal, call.conversation().lineage()),
        List.copyOf(recorded.used().tokens()),
        "spiffe://" + trustDomain + "/guard",
        new AssertionClaims.Call(
            recorded.upstream().server(),
            call.method(),
            call.target().name(),
            recorded.digests().params(),
            recorded.digests().arguments(),
            recorded.targeted().toolDigest(),
            call.conversation().revision(),
            call.conversation().run(),
            call.conversation().lineage().parent(),
            call.conversation().lineage().rootKind().word(),
            ""),
        new AssertionClaims.Context(
            new AssertionClaims.Decision(call.id().value(), recorded.authorized().policyDigest()),
            login(principal.login()),
            new AssertionClaims.AgentProof(
                principal.agent().method(), principal.agent().assurance()),
            List.of(),
            call.traceParent(recorded.caller().trace()).text(),
            call.conversation().lineage().hop()));
  }

  /** The outermost acts now (draft-mcguinness-oauth-actor-profile-01). */
  private List<AssertionClaims.Actor> actors(Principal principal, Lineage lineage) {
    return Stream.concat(
            Stream.of(principal.agent().spiffeId(trustDomain)),
            lineage.forebears().stream().map(Lineage.Forebear::name))
        .map(name -> new AssertionClaims.Actor(issuer, name))
        .toList();
  }

  private static AssertionClaims.Login login(Login login) {
    long authTime = login.at().map(Instant::getEpochSecond).orElse(0L);
    return new AssertionClaims.Login(login.acr(), List.of(), authTime);
  }
}
