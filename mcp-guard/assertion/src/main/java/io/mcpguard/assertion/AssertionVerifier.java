package io.mcpguard.assertion;

import io.mcpguard.assertion.AssertionClaims.Call;
import io.mcpguard.assertion.AssertionRejected.Reason;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.ReadRules;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Verifies that the guard vouches for exactly this message, in the order of its specification; the
 * first check that fails decides. Safe for use by several threads.
 *
 * <p>Attacker: sits between guard and server or calls the server directly; may alter, repeat,
 * redirect and invent messages and tokens, and knows every public key.
 */
public final class AssertionVerifier {
  private static final Duration MOST_LIFETIME = Duration.ofSeconds(60);

  private final VerifierRules rules;
  private final KeySource keys;
  private final ReplayStore store;
  private final InstantSource clock;

  public AssertionVerifier(
      VerifierRules rules, KeySource keys, ReplayStore store, InstantSource clock) {
    this.rules = rules;
    this.keys = keys;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Admits one message and uses up its assertion.
   *
   * @param tokens every token that came with the message
   * @param body the message's bytes, the very ones that will be handled
   * @throws AssertionRejected when the message must not be handled
   */
  public Admission admit(List<RawAssertion> tokens, byte[] body) throws AssertionRejected {
    if (tokens.size() > 1) {
      throw new AssertionRejected(Reason.SEVERAL_TOKENS);
    }
    if (tokens.isEmpty()) {
      return withoutToken(McpMessage.read(body, ReadRules.request()));
    }
    AssertionClaims claims = verify(tokens.get(0)).claims();
    if (!claims.call().server().equals(rules.server())) {
      throw new AssertionRejected(Reason.WRONG_SERVER);
    }
    match(claims.call(), body);
    use(claims);
    return new Admission.Asserted(new ToolCallAssertion(claims));
  }

  /**
   * Admits one line of a stdio server, whose token stands in {@code
   * _meta["io.mcpguard/txn-token"]}.
   *
   * @throws AssertionRejected when the message must not be handled
   */
  public Admission admitLine(byte[] line) throws AssertionRejected {
    ReadRules read = ReadRules.request();
    McpMessage message =
        McpMessage.read(line, rules.takesRawDigests() ? read.allowingInexactNumbers() : read);
    return admit(message.token().map(RawAssertion::new).stream().toList(), line);
  }

  private static Admission withoutToken(McpMessage message) throws AssertionRejected {
    if (message.needsAssertion()) {
      throw new AssertionRejected(Reason.NO_TOKEN);
    }
    return new Admission.WithoutUser(message.method());
  }

  /**
   * Verifies a token for whichever call; it may still be used.
   *
   * @throws AssertionRejected when it is not one of the configured guard, or not now
   */
  public VerifiedAssertion verify(RawAssertion raw) throws AssertionRejected {
    CompactJws jws = CompactJws.parse(raw);
    VerificationKey key = key(jws.header());
    if (!holds(jws, key)) {
      throw new AssertionRejected(Reason.BAD_SIGNATURE);
    }
    AssertionClaims claims = ClaimsReader.read(jws.payload());
    if (!claims.issuer().equals(rules.issuer())) {
      throw new AssertionRejected(Reason.WRONG_ISSUER);
    }
    if (!claims.trustDomain().equals(rules.trustDomain())) {
      throw new AssertionRejected(Reason.WRONG_AUDIENCE);
    }
    times(claims);
    return new VerifiedAssertion(claims);
  }

  /** {@code jku}, {@code x5u}, {@code x5c} and {@code jwk} are never looked at (RFC 8725 §3.10). */
  private VerificationKey key(JsonObject header) throws AssertionRejected {
    if (header.member("crit").isPresent()) {
      throw new AssertionRejected(Reason.MALFORMED_TOKEN, "crit");
    }
    if (!header.string("typ").orElse("").equals(AssertionIssuer.TYPE)) {
      throw new AssertionRejected(Reason.WRONG_TYPE);
    }
    Algorithm algorithm =
        Algorithm.named(header.string("alg").orElse(""))
            .orElseThrow(() -> new AssertionRejected(Reason.ALGORITHM_NOT_ALLOWED));
    VerificationKey key =
        header
            .string("kid")
            .flatMap(keys::find)
            .filter(known -> clock.instant().isBefore(known.until()))
            .orElseThrow(() -> new AssertionRejected(Reason.UNKNOWN_KEY));
    if (key.algorithm() != algorithm) {
      throw new AssertionRejected(Reason.ALGORITHM_NOT_ALLOWED);
    }
    return key;
  }

  private boolean holds(CompactJws jws, VerificationKey key) throws AssertionRejected {
    try {
      return Signatures.verify(
          key.algorithm(),
          rules.provider(key.algorithm()),
          key.key(),
          jws.input(),
          jws.signature());
    } catch (GeneralSecurityException unusable) {
      throw new AssertionRejected(Reason.BAD_SIGNATURE, "the key does not fit the provider");
    }
  }

  private void times(AssertionClaims claims) throws AssertionRejected {
    Instant now = clock.instant();
    Duration lifetime = Duration.between(claims.issuedAt(), claims.expiresAt());
    if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(MOST_LIFETIME) > 0) {
      throw new AssertionRejected(Reason.LIFETIME_TOO_LONG);
    }
    // exp == now - leeway is already expired (RFC 7519 §4.1.4).
    if (!now.minus(rules.leeway()).isBefore(claims.expiresAt())) {
      throw new AssertionRejected(Reason.EXPIRED);
    }
    if (claims.issuedAt().isAfter(now.plus(rules.leeway()))) {
      throw new AssertionRejected(Reason.NOT_YET_VALID);
    }
  }

  private void match(Call call, byte[] body) throws AssertionRejected {
    boolean raw = Digests.isRaw(call.paramsDigest()) || Digests.isRaw(call.argumentsDigest());
    if (raw && !rules.takesRawDigests()) {
      throw new AssertionRejected(Reason.RAW_DIGEST_NOT_ALLOWED);
    }
    ReadRules read = ReadRules.request();
    McpMessage message = McpMessage.read(body, raw ? read.allowingInexactNumbers() : read);
    require(call.method().equals(message.method()), Reason.WRONG_METHOD);
    require(call.name().equals(message.name().orElse(call.name())), Reason.WRONG_NAME);
    String params = raw ? message.rawParamsDigest() : message.paramsDigest();
    require(call.paramsDigest().equals(params), Reason.PARAMS_ALTERED);
    String arguments = "";
    if (message.isToolCall()) {
      arguments = raw ? message.rawArgumentsDigest() : message.argumentsDigest();
    }
    require(call.argumentsDigest().equals(arguments), Reason.ARGUMENTS_ALTERED);
    if (message.isToolCall()) {
      String known = rules.toolDigests().getOrDefault(call.name(), call.toolDigest());
      require(call.toolDigest().equals(known), Reason.TOOL_CHANGED);
    }
  }

  private static void require(boolean holds, Reason otherwise) throws AssertionRejected {
    if (!holds) {
      throw new AssertionRejected(otherwise);
    }
  }

  private void use(AssertionClaims claims) throws AssertionRejected {
    // As long as any verifier takes it: others with more leeway may share the store.
    Instant keepUntil = claims.expiresAt().plus(VerifierRules.MOST_LEEWAY);
    switch (store.claim(claims.txn(), claims.issuedAt(), keepUntil, clock.instant())) {
      case FIRST -> {}
      case SEEN -> throw new AssertionRejected(Reason.REPLAYED);
      case FULL -> throw new AssertionRejected(Reason.REPLAY_STORE_FULL);
      case UNREACHABLE -> throw new AssertionRejected(Reason.REPLAY_STORE_UNREACHABLE);
      case BEFORE_START -> throw new AssertionRejected(Reason.ISSUED_BEFORE_START);
      case EXPIRED -> throw new AssertionRejected(Reason.EXPIRED);
    }
  }
}
