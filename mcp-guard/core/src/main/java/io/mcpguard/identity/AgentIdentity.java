package io.mcpguard.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The agent that acts now. */
public final class AgentIdentity {
  private final String clientId;
  private final String instance;
  private final String method;
  private final String path;

  /**
   * An agent.
   *
   * @param clientId its OAuth {@code client_id}
   * @param instance the instance that the user's grant made
   * @param method how it authenticated, such as {@code bearer}
   */
  public AgentIdentity(String clientId, String instance, String method) {
    this.clientId = clientId;
    this.instance = instance;
    this.method = method;
    this.path = "/agent/" + digest(clientId) + "/" + instance;
  }

  /** Its OAuth {@code client_id}. */
  public String clientId() {
    return clientId;
  }

  /** The instance that the user's grant made. */
  public String instance() {
    return instance;
  }

  /** How it authenticated, such as {@code bearer}. */
  public String method() {
    return method;
  }

  /**
   * The agent instance's name inside {@code trustDomain}: {@code
   * spiffe://{trust-domain}/agent/{base64url SHA-256 of client_id}/{instance}} (contracts §1,
   * {@code act.sub}).
   */
  public String spiffeId(String trustDomain) {
    return "spiffe://" + trustDomain + path;
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
