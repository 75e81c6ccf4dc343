package io.mcpguard.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.Map;

/** Signs claims as a compact JWT with the ring's present key (RFC 7515 §7.1, RFC 7519). */
public final class JwtSigner {
  private final SigningKeys keys;
  private final String type;

  /**
   * Signs one kind of token.
   *
   * @param type the header's {@code typ}, such as {@code at+jwt}
   */
  public JwtSigner(SigningKeys keys, String type) {
    this.keys = keys;
    this.type = type;
  }

  /**
   * The compact form of these claims.
   *
   * @param claims strings, booleans, numbers, lists and maps of these; {@link java.util.Date}
   *     becomes seconds
   */
  public String sign(Map<String, ?> claims) {
    ECKey key = keys.active();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType(type))
            .keyID(key.getKeyID())
            .build();
    var set = new JWTClaimsSet.Builder();
    claims.forEach(set::claim);
    try {
      var jwt = new SignedJWT(header, set.build());
      var signer = new ECDSASigner(key);
      signer.getJCAContext().setProvider(keys.providers().ec());
      signer.getJCAContext().setSecureRandom(keys.providers().random());
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("a P-256 key of our own does not sign", impossible);
    }
  }
}
