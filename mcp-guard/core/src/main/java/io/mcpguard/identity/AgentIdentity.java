package io.mcpguard.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The agent that acts now. */
public final class AgentIdentity {
  private final String clientId;
  private final String instance;
  private final KeyBinding binding;
  private final String path;

  /**
   * An agent.
   *
   * @param clientId its OAuth {@code client_id}
   * @param instance the instance that the user's grant made
   * @param binding what ties its access token to it
   */
  public AgentIdentity(String clientId, String instance, KeyBinding binding) {
    this.clientId = clientId;
    this.instance = instance;
    this.binding = binding;
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

  /** How it authenticated: {@code bearer} or {@code dpop}. */
  public String method() {
    return binding.method();
  }

  /** How far that goes: {@code bearer} or {@code key-bound}. */
  public String assurance() {
    return binding.assurance();
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
