package io.mcpguard.assertion;

import java.time.Instant;
import java.util.List;

/**
 * What an assertion says: a profile of OAuth Transaction Tokens
 * (draft-ietf-oauth-transaction-tokens-10). An empty text stands for an absent claim where a
 * component says "or empty".
 *
 * @param issuer {@code iss}: the guard's issuer URL
 * @param trustDomain {@code aud}: one trust domain, not the server
 * @param issuedAt {@code iat}, whole seconds
 * @param expiresAt {@code exp}, whole seconds, at most 60 s after {@code issuedAt}
 * @param txn 128 random bits in base64url, one per admitted call
 * @param subject {@code sub}: the user, or the agent itself in an autonomous run
 * @param actors {@code act}: who acts, outermost first; empty in an autonomous run
 * @param scope the delegated scopes this call used
 * @param workload {@code req_wl}: the guard's own workload id
 * @param call {@code tctx.mcp}
 * @param context {@code rctx}
 */
public record AssertionClaims(
    String issuer,
    String trustDomain,
    Instant issuedAt,
    Instant expiresAt,
    String txn,
    String subject,
    List<Actor> actors,
    List<String> scope,
    String workload,
    Call call,
    Context context) {

  public AssertionClaims {
    actors = List.copyOf(actors);
    scope = List.copyOf(scope);
  }

  /**
   * One agent of the chain; {@code sub_profile} is always {@code ai_agent}.
   *
   * @param issuer who names the agent
   * @param subject the agent's instance id, a SPIFFE-shaped URI
   */
  public record Actor(String issuer, String subject) {}

  /**
   * Which call it is.
   *
   * @param server the upstream's canonical resource URI
   * @param method the JSON-RPC method, or {@link McpMethods#ANSWER}
   * @param name what the method is about, by the upstream's own name, or empty
   * @param paramsDigest over {@code params} without {@code _meta}
   * @param argumentsDigest over {@code params.arguments ?? {}} of {@code tools/call}, or empty
   * @param toolDigest over the pinned definition of the tool, or empty
   * @param protocolVersion {@code pv}: the protocol revision spoken upstream
   * @param run the run the call belongs to
   * @param parent {@code txn} of the call that caused this one, or empty
   * @param rootKind {@code root.kind}: what began the run, such as {@code unattributed}
   * @param approval id of the approval that let it pass, or empty
   */
  public record Call(
      String server,
      String method,
      String name,
      String paramsDigest,
      String argumentsDigest,
      String toolDigest,
      String protocolVersion,
      String run,
      String parent,
      String rootKind,
      String approval) {}

  /**
   * How it came to be allowed.
   *
   * @param decision the decision record and the policy that decided
   * @param login how the user was authenticated
   * @param agent how the agent was authenticated
   * @param labels of the run before this call
   * @param traceparent W3C Trace Context, or empty
   * @param hop 0 at the first guard, one more at each further one
   */
  public record Context(
      Decision decision,
      Login login,
      AgentProof agent,
      List<String> labels,
      String traceparent,
      int hop) {
    public Context {
      labels = List.copyOf(labels);
    }
  }

  /**
   * The decision.
   *
   * @param id of the decision record
   * @param policy digest of the policy in force
   */
  public record Decision(String id, String policy) {}

  /**
   * The user's login (OpenID Connect Core §2).
   *
   * @param acr authentication context class, or empty
   * @param amr methods used, or none
   * @param authTime when, in seconds since the epoch, or 0 when unknown
   */
  public record Login(String acr, List<String> amr, long authTime) {
    public Login {
      amr = List.copyOf(amr);
    }

    /** Nothing is known of the login. */
    public static Login unknown() {
      return new Login("", List.of(), 0);
    }
  }

  /**
   * The agent's proof of who it is.
   *
   * @param method how it authenticated, such as {@code bearer}
   * @param assurance how far that goes
   */
  public record AgentProof(String method, String assurance) {}
}
