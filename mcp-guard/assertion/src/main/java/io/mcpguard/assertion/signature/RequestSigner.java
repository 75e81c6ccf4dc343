package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.AssertionSigner;
import io.mcpguard.assertion.fields.BareItem;
import io.mcpguard.assertion.fields.Member.InnerList;
import io.mcpguard.assertion.fields.Parameters;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Signs requests as the guard, for half a minute and one use. */
public final class RequestSigner {
  /** The tag of the guard's signatures (RFC 9421 §2.3). */
  public static final String TAG = "mcp-guard-request";

  /** The label of the guard's signatures; a verifier goes by the tag. */
  public static final String LABEL = "guard";

  private static final Duration LIFE = Duration.ofSeconds(30);

  private final AssertionSigner signer;

  public RequestSigner(AssertionSigner signer) {
    this.signer = signer;
  }

  /**
   * The fields that go with a request.
   *
   * @param nonce 128 random bits or more in base64url, used for nothing else
   * @throws GeneralSecurityException when the key or its provider fails
   */
  public SignatureFields sign(RequestMessage request, String nonce, Instant now)
      throws GeneralSecurityException {
    String digest = ContentDigest.of(request.content());
    HttpFields fields =
        name -> name.equals(ContentDigest.FIELD) ? List.of(digest) : request.fields().lines(name);
    RequestMessage digested =
        new RequestMessage(request.method(), request.target(), fields, request.content());
    Parameters parameters =
        Parameters.none()
            .with("created", new BareItem.Whole(now.getEpochSecond()))
            .with("expires", new BareItem.Whole(now.plus(LIFE).getEpochSecond()))
            .with("nonce", new BareItem.Text(nonce))
            .with("keyid", new BareItem.Text(signer.keyId()))
            .with("tag", new BareItem.Text(TAG));
    InnerList covered = new InnerList(RequestProfile.components(digested), parameters);
    byte[] base = SignatureBase.of(covered, component -> RequestProfile.value(digested, component));
    return new SignatureFields(
        digest,
        LABEL + "=" + covered.text(),
        LABEL + "=" + new BareItem.Octets(signer.sign(base)).text());
  }
}
