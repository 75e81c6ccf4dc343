package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.bridge.LegacyClient.Ability;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One of the {@code inputRequests} of a server, as the request that a legacy client gets.
 *
 * @param id the guard's own, which nobody else can guess
 * @param key the server's name of it
 * @param needs what the client must be able to do
 * @param json the request
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
record ClientQuestion(RequestId id, String key, Ability needs, byte[] json) {
  private static final byte[] VERSION = "\"2.0\"".getBytes(StandardCharsets.US_ASCII);

  /** Reads one; empty where it asks what there is no name for. */
  static Optional<ClientQuestion> read(
      RequestId id, String key, JsonDocument document, JsonObject asked) {
    Optional<Ability> needs = needs(asked);
    return needs.map(ability -> new ClientQuestion(id, key, ability, json(id, document, asked)));
  }

  private static Optional<Ability> needs(JsonObject asked) {
    Optional<String> mode = asked.object("params").flatMap(params -> params.string("mode"));
    return switch (asked.string("method").orElse("")) {
      case "roots/list" -> Optional.of(Ability.ROOTS);
      case "sampling/createMessage" -> Optional.of(Ability.SAMPLING);
      case "elicitation/create" ->
          Optional.of(mode.equals(Optional.of("url")) ? Ability.URL : Ability.FORM);
      default -> Optional.empty();
    };
  }

  private static byte[] json(RequestId id, JsonDocument document, JsonObject asked) {
    JsonDocument alone = ServerMessage.reread(document.slice(asked));
    JsonObject root = (JsonObject) alone.root();
    Splices edits = Splices.of(alone).set(root, "jsonrpc", VERSION).set(root, "id", id.bytes());
    Optional<JsonObject> params = root.object("params");
    if (params.isPresent() && params.get().string("mode").equals(Optional.of("url"))) {
      // 2025-11-25, client/elicitation: a URL elicitation has an id of its own.
      edits.set(params.get(), "elicitationId", id.bytes());
    }
    return edits.apply();
  }
}
