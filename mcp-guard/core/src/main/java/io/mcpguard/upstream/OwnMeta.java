package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import java.util.List;
import java.util.Optional;

/**
 * Members under {@code io.mcpguard/} in {@code _meta}: a caller or a tool server that writes one is
 * pretending to be the guard, so they are removed in both directions (contracts §1).
 */
final class OwnMeta {
  static final String PREFIX = "io.mcpguard/";
  static final String TXN_TOKEN = PREFIX + "txn-token";
  static final String RECEIPT = PREFIX + "receipt";
  static final String NEEDS_SCOPE = PREFIX + "needs-scope";

  private OwnMeta() {}

  /** Whether {@code holder} has such a member in its {@code _meta}. */
  static boolean isIn(JsonObject holder) {
    return !ours(holder).isEmpty();
  }

  /** Removes every such member from the {@code _meta} of {@code holder}. */
  static Splices strip(JsonObject holder, Splices edits) {
    Optional<JsonObject> meta = holder.object("_meta");
    Splices stripped = edits;
    for (String name : ours(holder)) {
      stripped = stripped.remove(meta.orElseThrow(), name);
    }
    return stripped;
  }

  private static List<String> ours(JsonObject holder) {
    return holder
        .object("_meta")
        .map(meta ->
            meta.members().stream()
                .map(JsonMember::name)
                .filter(n -> n.startsWith(PREFIX))
                .toList())
        .orElse(List.of());
  }
}
