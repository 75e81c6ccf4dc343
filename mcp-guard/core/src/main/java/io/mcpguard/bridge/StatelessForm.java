package io.mcpguard.bridge;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import java.util.Map;
import java.util.Optional;

/** Gives a legacy client's requests the form of 2026-07-28; all other bytes stay as they came. */
final class StatelessForm {
  private StatelessForm() {}

  /** A client's request, with these members in its {@code _meta}. */
  static byte[] of(McpMessage.Request request, Map<String, byte[]> meta) {
    return edits(request, meta).apply();
  }

  /**
   * The same request once more, under another id: "the retry … MUST use a new id" (2026-07-28,
   * basic/patterns/mrtr).
   */
  static byte[] again(
      McpMessage.Request request, Map<String, byte[]> meta, RequestId id, GivenInput input) {
    Splices edits = edits(request, meta).replace(request.id(), id.bytes());
    JsonObject params = request.params();
    input.responses().ifPresent(all -> edits.set(params, "inputResponses", all));
    input.state().ifPresent(state -> edits.set(params, "requestState", state));
    return edits.apply();
  }

  /** A request of the bridge's own. */
  static byte[] own(RequestId id, McpMethod method, JsonText params, Map<String, byte[]> meta) {
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", id.bytes())
        .put("method", method.wire())
        .put("params", params.raw("_meta", object(meta)))
        .bytes();
  }

  private static Splices edits(McpMessage.Request request, Map<String, byte[]> meta) {
    Splices edits = Splices.of(request.document());
    Optional<JsonObject> params = request.root().object("params");
    if (params.isEmpty()) {
      return edits.set(
          request.root(), "params", JsonText.object().raw("_meta", object(meta)).bytes());
    }
    // Tasks of 2025-11-25 are not offered, and who asks for one all the same gets a plain answer.
    edits.remove(params.get(), "task");
    Optional<JsonObject> given = params.get().object("_meta");
    if (given.isEmpty()) {
      return edits.set(params.get(), "_meta", object(meta));
    }
    edits.remove(given.get(), RequestMeta.LOG_LEVEL);
    meta.forEach((name, value) -> edits.set(given.get(), name, value));
    return edits;
  }

  private static byte[] object(Map<String, byte[]> members) {
    ByteSink out = new ByteSink(256).put('{');
    String comma = "";
    for (Map.Entry<String, byte[]> member : members.entrySet()) {
      out.ascii(comma).string(member.getKey()).put(':').put(member.getValue());
      comma = ",";
    }
    return out.put('}').toBytes();
  }
}
