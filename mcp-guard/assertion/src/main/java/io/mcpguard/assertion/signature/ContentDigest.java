package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.fields.BareItem;
import io.mcpguard.assertion.fields.Dictionary;
import io.mcpguard.assertion.fields.MalformedField;
import io.mcpguard.assertion.signature.SignatureRejected.Reason;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The field {@code Content-Digest} with SHA-256 (RFC 9530 §2). Digests by other algorithms may
 * stand beside it and are not looked at: this one alone covers every byte.
 */
final class ContentDigest {
  static final String FIELD = "content-digest";
  private static final String SHA_256 = "sha-256";

  private ContentDigest() {}

  static String of(byte[] content) {
    return SHA_256 + "=" + new BareItem.Octets(sha256(content)).text();
  }

  /** Refuses a message whose content is not what its digest says. */
  static void require(HttpFields fields, byte[] content) throws SignatureRejected {
    byte[] said;
    try {
      said =
          Dictionary.of(fields.lines(FIELD))
              .octets(SHA_256)
              .orElseThrow(() -> new SignatureRejected(Reason.MALFORMED_DIGEST));
    } catch (MalformedField fault) {
      throw new SignatureRejected(Reason.MALFORMED_DIGEST);
    }
    if (!MessageDigest.isEqual(said, sha256(content))) {
      throw new SignatureRejected(Reason.CONTENT_ALTERED);
    }
  }

  static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
