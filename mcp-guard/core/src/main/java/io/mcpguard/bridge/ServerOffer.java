package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.protocol.RequestId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a server says of itself in {@code server/discover}, as far as a legacy client can use it.
 */
final class ServerOffer {
  /** Tasks and other extensions have another form before 2026-07-28, so they are not offered. */
  private static final List<String> OFFERED =
      List.of("completions", "logging", "prompts", "resources", "tools");

  private final JsonDocument document;
  private final JsonObject result;
  private final Optional<JsonObject> capabilities;

  ServerOffer(JsonDocument document, JsonObject result) {
    this.document = document;
    this.result = result;
    this.capabilities = result.object("capabilities");
  }

  /** The answer to {@code initialize}; a server without a name has that of its configuration. */
  byte[] welcome(RequestId id, String revision, String name) {
    JsonText offered = JsonText.object();
    for (String each : OFFERED) {
      capability(each).ifPresent(known -> offered.raw(each, document.slice(known)));
    }
    JsonText welcome =
        JsonText.object().put("protocolVersion", revision).put("capabilities", offered);
    result
        .object("_meta")
        .flatMap(meta -> meta.object("io.modelcontextprotocol/serverInfo"))
        .ifPresentOrElse(
            info -> welcome.raw("serverInfo", document.slice(info)),
            () ->
                welcome.put("serverInfo", JsonText.object().put("name", name).put("version", "0")));
    result
        .member("instructions")
        .ifPresent(text -> welcome.raw("instructions", document.slice(text)));
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", id.bytes())
        .put("result", welcome)
        .bytes();
  }

  /**
   * What a server tells of.
   *
   * @param lists the kinds of lists whose changes it tells of: {@code tools} and the like
   * @param resources whether it tells of changes of single resources
   */
  record News(Set<String> lists, boolean resources) {
    News {
      lists = Set.copyOf(lists);
    }
  }

  News news() {
    Set<String> lists =
        Set.of("prompts", "resources", "tools").stream()
            .filter(kind -> says(kind, "listChanged"))
            .collect(Collectors.toUnmodifiableSet());
    return new News(lists, says("resources", "subscribe"));
  }

  private boolean says(String kind, String detail) {
    return capability(kind).flatMap(known -> known.truth(detail)).orElse(false);
  }

  private Optional<JsonObject> capability(String kind) {
    return capabilities.flatMap(all -> all.object(kind));
  }
}
