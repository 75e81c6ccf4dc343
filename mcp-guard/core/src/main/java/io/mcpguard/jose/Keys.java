package io.mcpguard.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Instant;
import java.util.Date;

/** Fresh ES256 keys. */
final class Keys {
  private Keys() {}

  /** A key made now that signs from {@code begin} on. */
  static ECKey generate(Providers providers, Instant now, Instant begin) {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .secureRandom(providers.random())
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.ES256)
          .issueTime(Date.from(now))
          .notBeforeTime(Date.from(begin))
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("this JDK makes no P-256 keys", impossible);
    }
  }
}
