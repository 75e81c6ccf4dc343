package io.mcpguard.bridge;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.protocol.RequestId;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a server wants to know of a client, as {@code inputRequests} (2026-07-28, mrtr). */
final class InputRequests {
  private final Map<String, byte[]> requests = new LinkedHashMap<>();

  /** Adds one, whose answer will have this key, with its parameters as they came. */
  void add(String key, String method, byte[] params) {
    requests.put(key, JsonText.object().put("method", method).raw("params", params).bytes());
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  /** The result that asks for all of them; the next round makes the call anew. */
  byte[] result(RequestId id) {
    return message(id, JsonText.object().put("resultType", "input_required"));
  }

  /** The same; {@code state} comes back with the answers. */
  byte[] result(RequestId id, String state) {
    return message(
        id, JsonText.object().put("resultType", "input_required").put(OpenRounds.STATE, state));
  }

  private byte[] message(RequestId id, JsonText result) {
    ByteSink all = new ByteSink(256).put('{');
    String comma = "";
    for (Map.Entry<String, byte[]> each : requests.entrySet()) {
      all.ascii(comma).string(each.getKey()).put(':').put(each.getValue());
      comma = ",";
    }
    all.put('}');
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", id.bytes())
        .put("result", result.raw("inputRequests", all.toBytes()))
        .bytes();
  }
}
