package io.mcpguard.server.proxy;

import io.mcpguard.assertion.KeyFile;
import io.mcpguard.assertion.signature.ResultVerifier;
import io.mcpguard.assertion.signature.SignatureRules;
import io.mcpguard.http.Destination;
import io.mcpguard.jose.RotatingIssuer;
import io.mcpguard.server.config.HttpUpstream;
import io.mcpguard.server.config.Relaxation;
import io.mcpguard.upstream.AssertionCarrier;
import io.mcpguard.upstream.CounterSignedResults;
import io.mcpguard.upstream.ResultCheck;
import io.mcpguard.upstream.SignatureCarrier;
import io.mcpguard.upstream.TokenCarrier;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** How calls are asserted to an upstream, and how its results are held against its keys. */
final class Signing {
  private final RotatingIssuer keys;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** With the guard's {@code keys} of assertions; {@code random} must be unpredictable. */
  Signing(RotatingIssuer keys, InstantSource clock, RandomGenerator random) {
    this.keys = keys;
    this.clock = clock;
    this.random = random;
  }

  AssertionCarrier carrier(HttpUpstream upstream, Destination destination) {
    return switch (upstream.assertion()) {
      case TXN_TOKEN, NONE -> new TokenCarrier();
      case HTTP_SIGNATURE -> new SignatureCarrier(destination, keys::requests, clock, random);
    };
  }

  ResultCheck results(HttpUpstream upstream) {
    if (!upstream.resultKeys().isPresent()) {
      return ResultCheck.NONE;
    }
    KeyFile theirs = new KeyFile(upstream.resultKeys().file(), clock);
    return new CounterSignedResults(
        new ResultVerifier(SignatureRules.strict(), theirs, clock),
        upstream.allows(Relaxation.UNSIGNED_RESULTS)
            ? ResultCheck.Demand.RECORDED
            : ResultCheck.Demand.REQUIRED);
  }
}
