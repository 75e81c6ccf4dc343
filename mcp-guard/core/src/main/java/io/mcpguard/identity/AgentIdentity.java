package io.mcpguard.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The agent that acts now. */
public final class AgentIdentity {
  /** How an agent authenticates that has the guard launched at the end of its pipes. */
  public static final String STDIO = "stdio";

  private static final String OS_USER = "os-user";

  private final String clientId;
  private final String instance;
  private final String method;
  private final String assurance;
  private final String path;

  /**
   * An agent.
   *
   * @param clientId its OAuth {@code client_id}
   * @param instance the instance that the user's grant made
   * @param binding what ties its access token to it
   */
  public AgentIdentity(String clientId, String instance, KeyBinding binding) {
    this(clientId, instance, binding.method(), binding.assurance());
  }

  private AgentIdentity(String clientId, String instance, String method, String assurance) {
    this.clientId = clientId;
    this.instance = instance;
    this.method = method;
    this.assurance = assurance;
    this.path = "/agent/" + digest(clientId) + "/" + instance;
  }

  /** The program that launched the guard and holds its pipes: the operating system says whose. */
  public static AgentIdentity launching(String clientId, String instance) {
    return new AgentIdentity(clientId, instance, STDIO, OS_USER);
  }

  /** Its OAuth {@code client_id}. */
  public String clientId() {
    return clientId;
  }

  /** The instance that the user's grant made. */
  public String instance() {
    return instance;
  }

  /** How it authenticated: {@code bearer}, {@code dpop} or {@code stdio}. */
  public String method() {
    return method;
  }

  /** How far that goes: {@code bearer}, {@code key-bound} or {@code os-user}. */
  public String assurance() {
    return assurance;
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
