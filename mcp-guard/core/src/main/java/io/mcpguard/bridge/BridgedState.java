package io.mcpguard.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.upstream.LogLevel;
import io.mcpguard.upstream.ServerMessage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a bridged session needs when it goes on in another process.
 *
 * @param initialize the client's handshake, as {@link LegacyClient} reads it
 * @param offered what the server tells of
 * @param level the least level of the log messages that are wanted
 * @param followed the resources that the client wants to hear of
 */
record BridgedState(
    String initialize, ServerOffer.News offered, Optional<LogLevel> level, List<String> followed) {

  BridgedState {
    followed = List.copyOf(followed);
  }

  /** All of it as text. */
  String text() {
    JsonText all =
        JsonText.object()
            .raw("initialize", initialize.getBytes(UTF_8))
            .put("lists", List.copyOf(offered.lists()))
            .put("resources", offered.resources())
            .put("uris", followed);
    level.ifPresent(least -> all.put("level", least.wire()));
    return new String(all.bytes(), UTF_8);
  }

  /** What a session has that has just begun. */
  static BridgedState atFirst(LegacyClient client, ServerOffer.News offered) {
    return new BridgedState(client.initialize(), offered, Optional.empty(), List.of());
  }

  /** What {@link #text} said, now or in the version before, which had a text in a text. */
  static BridgedState read(String text) {
    JsonDocument document = ServerMessage.reread(text.getBytes(UTF_8));
    JsonObject kept = (JsonObject) document.root();
    return new BridgedState(
        kept.object("initialize")
            .map(initialize -> new String(document.slice(initialize), UTF_8))
            .or(() -> kept.string("initialize"))
            .orElseThrow(),
        new ServerOffer.News(
            Set.copyOf(texts(kept, "lists")), kept.truth("resources").orElseThrow()),
        kept.string("level").flatMap(LogLevel::of),
        texts(kept, "uris"));
  }

  private static List<String> texts(JsonObject kept, String name) {
    return kept.array(name).map(JsonArray::values).orElseThrow().stream()
        .map(each -> ((JsonString) each).value())
        .collect(Collectors.toUnmodifiableList());
  }
}
