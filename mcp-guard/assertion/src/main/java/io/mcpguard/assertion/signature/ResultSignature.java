package io.mcpguard.assertion.signature;

/**
 * A tool server signed exactly this result of exactly this request.
 *
 * @param keyId the key that signed
 * @param contentDigest over the whole content: {@code sha256:} and lower-case hex
 * @param input what is covered and how, as {@code Signature-Input} spells it
 * @param signature in base64
 */
public record ResultSignature(String keyId, String contentDigest, String input, String signature) {}
