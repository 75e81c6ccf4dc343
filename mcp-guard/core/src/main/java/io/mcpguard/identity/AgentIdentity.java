package io.mcpguard.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The agent that acts now.
 *
 * @param clientId its OAuth {@code client_id}
 * @param instance the instance that the user's grant made
 * @param method how it authenticated, such as {@code bearer}
 */
public record AgentIdentity(String clientId, String instance, String method) {

  /**
   * The agent instance's name inside {@code trustDomain}: {@code
   * spiffe://{trust-domain}/agent/{base64url SHA-256 of client_id}/{instance}} (contracts §1,
   * {@code act.sub}).
   */
  public String spiffeId(String trustDomain) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(clientId.getBytes(StandardCharsets.UTF_8));
      String name = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
      return "spiffe://" + trustDomain + "/agent/" + name + "/" + instance;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
