package io.mcpguard.provenance;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import java.util.HexFormat;
import java.util.List;

/**
 * A call as an in-toto Statement (in-toto attestation framework v1, Statement). The subject's
 * digest is the hash of the decision's leaf (RFC 6962 §2.1), so that the statement and the log
 * speak of one thing.
 */
final class Statement {
  /** Changes with every change of what the predicate says. */
  static final String PREDICATE = "urn:mcp-guard:predicate:call:v1";

  /** Not {@code detail} and not the policy's rule: those are for the operator (contracts §3). */
  private static final List<String> OF_THE_DECISION =
      List.of(
          "at",
          "txn",
          "run",
          "run_by",
          "parent",
          "root",
          "user",
          "actors",
          "agent",
          "server",
          "method",
          "name",
          "tool_digest",
          "args_digest",
          "params_digest",
          "decision",
          "reason",
          "scope",
          "labels",
          "observed");

  private static final List<String> OF_AN_END =
      List.of(
          "at",
          "status",
          "reason",
          "result_digest",
          "labels",
          "upstream",
          "notifications",
          "decision_leaf");

  private Statement() {}

  static byte[] of(String origin, TracedCall call) {
    JsonText predicate =
        JsonText.object()
            .put(
                "log",
                JsonText.object().put("origin", origin).put("index", call.decision().index()))
            .put("decision", decision(call.decision().content()));
    call.outcome().ifPresent(end -> predicate.put("outcome", members(end.content(), OF_AN_END)));
    call.taskEnd().ifPresent(end -> predicate.put("task", members(end.content(), OF_AN_END)));
    return JsonText.object()
        .put("_type", "https://in-toto.io/Statement/v1")
        .putAll("subject", List.of(subject(call)))
        .put("predicateType", PREDICATE)
        .put("predicate", predicate)
        .bytes();
  }

  private static JsonText subject(TracedCall call) {
    String hash = HexFormat.of().formatHex(call.decision().entry().hash().bytes());
    return JsonText.object()
        .put("name", "mcp-call:" + call.txn())
        .put("digest", JsonText.object().put("sha256", hash));
  }

  private static JsonText decision(JsonObject leaf) {
    JsonText members = members(leaf, OF_THE_DECISION);
    leaf.object("policy")
        .flatMap(policy -> policy.string("digest"))
        .ifPresent(digest -> members.put("policy", JsonText.object().put("digest", digest)));
    return members;
  }

  private static JsonText members(JsonObject leaf, List<String> names) {
    JsonText members = JsonText.object();
    for (String name : names) {
      leaf.member(name).ifPresent(value -> members.put(name, value));
    }
    return members;
  }
}
