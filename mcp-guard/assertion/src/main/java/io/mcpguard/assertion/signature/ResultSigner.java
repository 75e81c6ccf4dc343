package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.AssertionSigner;
import io.mcpguard.assertion.fields.BareItem;
import io.mcpguard.assertion.fields.Member.InnerList;
import io.mcpguard.assertion.fields.Parameters;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;

/**
 * Signs results as a tool server, each together with the request that it answers. The key is the
 * server's own; the guard is configured with its public half.
 */
public final class ResultSigner {
  /** The label of these signatures; the guard goes by the tag. */
  public static final String LABEL = "result";

  private final AssertionSigner signer;

  public ResultSigner(AssertionSigner signer) {
    this.signer = signer;
  }

  /**
   * The fields that go with an answer.
   *
   * @param content all of it
   * @throws GeneralSecurityException when the key or its provider fails
   */
  public SignatureFields sign(int status, byte[] content, RequestBinding binding, Instant now)
      throws GeneralSecurityException {
    String digest = ContentDigest.of(content);
    ResponseMessage answer = new ResponseMessage(status, name -> List.of(digest), content);
    Parameters parameters =
        Parameters.none()
            .with("created", new BareItem.Whole(now.getEpochSecond()))
            .with("keyid", new BareItem.Text(signer.keyId()))
            .with("tag", new BareItem.Text(ResultProfile.TAG));
    InnerList covered = new InnerList(ResultProfile.components(binding), parameters);
    byte[] base =
        SignatureBase.of(covered, component -> ResultProfile.value(answer, binding, component));
    return new SignatureFields(
        digest,
        LABEL + "=" + covered.text(),
        LABEL + "=" + new BareItem.Octets(signer.sign(base)).text());
  }
}
