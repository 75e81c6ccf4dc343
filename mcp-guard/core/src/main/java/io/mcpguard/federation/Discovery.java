package io.mcpguard.federation;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** What all upstreams together offer: the union of what each says of itself. */
final class Discovery {
  private static final int LONGEST_INSTRUCTIONS = 32 * 1024;

  /** The members of each capability that say more than that it is there. */
  private static final Map<String, List<String>> CAPABILITIES =
      new TreeMap<>(
          Map.of(
              "completions", List.of(),
              "logging", List.of(),
              "prompts", List.of("listChanged"),
              "resources", List.of("listChanged", "subscribe"),
              "tools", List.of("listChanged")));

  private Discovery() {}

  static byte[] answer(
      McpMessage.Request request, SequencedMap<String, Optional<Gathering.Result>> found) {
    List<JsonObject> offers =
        found.values().stream().flatMap(Optional::stream).map(Gathering.Result::result).toList();
    JsonText result =
        JsonText.object()
            .put("resultType", "complete")
            .put("supportedVersions", List.of(RequestMeta.REVISION))
            .put("capabilities", capabilities(offers))
            .put("ttlMs", 0)
            .put("cacheScope", "private")
            .put(
                "_meta",
                JsonText.object()
                    .put(
                        "io.modelcontextprotocol/serverInfo",
                        JsonText.object()
                            .put("name", "mcp-guard")
                            .put("title", "mcp-guard")
                            .put("version", version())));
    String instructions = instructions(found);
    if (!instructions.isEmpty()) {
      result.put("instructions", instructions);
    }
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", RequestId.of(request.document(), request.id()).bytes())
        .put("result", result)
        .bytes();
  }

  private static JsonText capabilities(List<JsonObject> offers) {
    JsonText all = JsonText.object();
    CAPABILITIES.forEach((name, members) -> {
      List<JsonObject> those =
          offers.stream()
              .flatMap(offer -> offer.object("capabilities").stream())
              .flatMap(capabilities -> capabilities.object(name).stream())
              .toList();
      if (!those.isEmpty()) {
        JsonText own = JsonText.object();
        members.stream()
            .filter(member -> those.stream().anyMatch(each -> each.truth(member).orElse(false)))
            .forEach(member -> own.put(member, true));
        all.put(name, own);
      }
    });
    return all;
  }

  /** What each upstream tells the model, under its name, as far as it fits. */
  private static String instructions(SequencedMap<String, Optional<Gathering.Result>> found) {
    StringBuilder all = new StringBuilder();
    found.forEach((name, result) ->
        result
            .flatMap(known -> known.result().string("instructions"))
            .filter(text -> all.length() + text.length() <= LONGEST_INSTRUCTIONS)
            .ifPresent(text ->
                all.append(all.isEmpty() ? "" : "\n\n")
                    .append("# ")
                    .append(name)
                    .append('\n')
                    .append(text)));
    return all.toString();
  }

  private static String version() {
    return Optional.ofNullable(Discovery.class.getPackage().getImplementationVersion()).orElse("0");
  }
}
