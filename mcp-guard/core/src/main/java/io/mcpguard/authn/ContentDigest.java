package io.mcpguard.authn;

import io.mcpguard.jose.Sha256;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a proof says of the request's body: {@code content_digest} of MCP's DPoP extension (draft),
 * in the form of RFC 9530 §2. The body comes later, and is held against it then.
 */
public final class ContentDigest {
  private static final ContentDigest UNSAID = new ContentDigest(new byte[0]);
  private static final Pattern FORM = Pattern.compile("sha-256=:([A-Za-z0-9+/]{43}=):");

  private final byte[] digest;

  private ContentDigest(byte[] digest) {
    this.digest = digest;
  }

  /** The proof says nothing, or there is none: any body will do. */
  public static ContentDigest unsaid() {
    return UNSAID;
  }

  /** Reads {@code sha-256=:…:}; nothing where it is anything else. */
  static Optional<ContentDigest> read(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new ContentDigest(Base64.getDecoder().decode(form.group(1))))
        : Optional.empty();
  }

  /** Whether this may be the body that was meant. */
  public boolean covers(byte[] body) {
    return digest.length == 0 || MessageDigest.isEqual(digest, Sha256.of(body));
  }
}
