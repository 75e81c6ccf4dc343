package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonText;
import java.util.List;

/** Leaves as a guard writes them (contracts §2), one of each kind. */
final class Leaves {
  static final String USER = "hmac-sha256:7d1f";
  static final String AT = "2026-11-26T12:00:00.250Z";
  static final String LATER = "2026-11-26T12:00:01.500Z";

  private Leaves() {}

  /** A decision that let a call of a tool out, with members to add to. */
  static JsonText allowed(String txn) {
    return decision(txn)
        .put("decision", "allow")
        .put("reason", "permitted")
        .put("policy", JsonText.object().put("digest", "sha256:aa").put("rule", "policy#1"));
  }

  /** A decision that refused a call. */
  static JsonText denied(String txn) {
    return decision(txn)
        .put("decision", "deny")
        .put("reason", "policy_denied")
        .put("detail", "no rule permits it");
  }

  private static JsonText decision(String txn) {
    return JsonText.object()
        .put("v", 1)
        .put("type", "decision")
        .put("at", AT)
        .put("txn", txn)
        .put("run", "run-1")
        .put("run_by", "token")
        .put("root", JsonText.object().put("kind", "unattributed"))
        .put("user", USER)
        .put("actors", List.of("agent-1"))
        .put(
            "agent",
            JsonText.object()
                .put("id", "agent-1")
                .put("instance", "instance-1")
                .put("method", "bearer"))
        .put("server", "https://tools.example/mcp")
        .put("method", "tools/call")
        .put("name", "echo")
        .put("tool_digest", "sha256:bb")
        .put("args_digest", "hmac-sha256:cc");
  }

  /** How a call ended. */
  static JsonText ended(String txn, long decision, String status) {
    return end(txn, decision, status)
        .put("upstream", JsonText.object().put("status", 200).put("ms", 12));
  }

  /** A call whose tool server took so long to answer. */
  static JsonText lasting(String txn, long decision, long millis) {
    return end(txn, decision, "executed").put("upstream", JsonText.object().put("ms", millis));
  }

  /** A call that the tool server answered with an error of this code. */
  static JsonText failed(String txn, long decision, long code) {
    return end(txn, decision, "errored")
        .put("upstream", JsonText.object().put("code", code).put("status", 200).put("ms", 12));
  }

  private static JsonText end(String txn, long decision, String status) {
    return JsonText.object()
        .put("v", 1)
        .put("type", "outcome")
        .put("at", LATER)
        .put("txn", txn)
        .put("decision_leaf", decision)
        .put("status", status);
  }

  /** One of every kind that is no decision and no outcome. */
  static List<JsonText> others() {
    return List.of(
        leaf("task").put("txn", "t").put("user", USER).put("name", "echo").put("status", "failed"),
        leaf("login").put("result", "password").put("source", "192.0.2.7").put("user", USER),
        leaf("login").put("result", "wrong").put("source", "2001:db8::7"),
        leaf("grant")
            .put("event", "granted")
            .put("grant", "g")
            .put("instance", "instance-1")
            .put("user", USER)
            .put("agent", "agent-1")
            .put("resource", "https://guard.example/mcp/files")
            .put("scope", List.of("files.read"))
            .put("ends_at", LATER),
        leaf("grant").put("event", "revoked").put("grant", "g").put("cause", "client"),
        leaf("agent").put("event", "registered").put("agent", "agent-2").put("source", "::1"),
        leaf("agent").put("event", "revoked").put("agent", "agent-2").put("cause", "operator"),
        leaf("pin").put("event", "accepted").put("upstream", "files").put("tool", "read"),
        leaf("key").put("event", "rotated").put("kid", "k").put("cause", "operator"),
        leaf("key").put("event", "log_key_rotated").put("next", "n").put("old", "o"),
        leaf("config").put("event", "user_added").put("user", USER).put("cause", "operator"),
        leaf("config").put("event", "person_erased").put("cause", "operator"),
        leaf("refusals")
            .put("since", "2026-11-26T11:59:50.000Z")
            .put("source", "192.0.2.0/24")
            .put("counts", JsonText.object().put("invalid_token", 3).put("flood", 12)),
        leaf("something-new"));
  }

  private static JsonText leaf(String type) {
    return JsonText.object().put("v", 1).put("type", type).put("at", AT);
  }
}
