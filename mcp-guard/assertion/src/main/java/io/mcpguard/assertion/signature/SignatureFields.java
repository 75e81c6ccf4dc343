package io.mcpguard.assertion.signature;

/**
 * The fields that a signed message carries.
 *
 * @param contentDigest {@code Content-Digest} (RFC 9530 §2)
 * @param signatureInput {@code Signature-Input} (RFC 9421 §4.1)
 * @param signature {@code Signature} (§4.2)
 */
public record SignatureFields(String contentDigest, String signatureInput, String signature) {
  /** The names of the fields, as they are sent. */
  public static final String CONTENT_DIGEST = "Content-Digest";

  public static final String SIGNATURE_INPUT = "Signature-Input";
  public static final String SIGNATURE = "Signature";
}
