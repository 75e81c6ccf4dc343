package io.mcpguard.connect;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.ParameterHeaders;
import io.mcpguard.http.Header;
import io.mcpguard.upstream.RequestHeads;
import io.mcpguard.upstream.UpstreamHeaders;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The headers in which a request of the 2026-07-28 revision repeats its body, and the tools whose
 * schemas say which arguments are among them: learned from the lists that pass by.
 */
final class MessageHeads {
  private static final String ONE = "";

  private final ParameterHeaders parameters = new ParameterHeaders();
  private final RequestHeads heads = new RequestHeads(UpstreamHeaders.none(), parameters, ONE);

  List<Header> of(JsonObject message) {
    return heads.of(message).list();
  }

  /**
   * Learns a list of tools, and gives it without those whose annotations are not valid: "clients
   * MUST exclude the invalid tool" (2026-07-28, basic/transports/streamable-http).
   */
  byte[] learned(ServerText answer) {
    Optional<JsonArray> tools =
        answer.message().flatMap(root -> root.object("result")).flatMap(r -> r.array("tools"));
    if (tools.isEmpty()) {
      return answer.document().bytes();
    }
    List<JsonValue> kept = new ArrayList<>();
    for (JsonValue tool : tools.get().values()) {
      if (!(tool instanceof JsonObject definition) || isRepeatable(definition)) {
        kept.add(tool);
      }
    }
    return kept.size() == tools.get().values().size()
        ? answer.document().bytes()
        : Splices.of(answer.document()).replace(tools.get(), array(answer, kept)).apply();
  }

  private boolean isRepeatable(JsonObject definition) {
    definition.string("name").ifPresent(name -> parameters.see(ONE, name, definition));
    return ParameterHeaders.read(definition).isPresent();
  }

  private static byte[] array(ServerText answer, List<JsonValue> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(answer.document().slice(values.get(i)));
    }
    out.write(']');
    return out.toByteArray();
  }
}
