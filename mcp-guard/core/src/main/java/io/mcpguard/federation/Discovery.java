package io.mcpguard.federation;

import static java.util.stream.Collectors.joining;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** What all upstreams together offer: the union of what each says of itself. */
final class Discovery {
  private static final int LONGEST_INSTRUCTIONS = 32 * 1024;

  private static final String TASKS = "io.modelcontextprotocol/tasks";

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

  static byte[] answer(McpMessage.Request request, SequencedMap<String, Gathering.Found> found) {
    SequencedMap<String, JsonObject> offers = new LinkedHashMap<>();
    found.forEach((name, each) -> {
      if (each instanceof Gathering.Result result) {
        offers.put(name, result.result());
      }
    });
    JsonText result =
        JsonText.object()
            .put("resultType", "complete")
            .put("supportedVersions", List.of(RequestMeta.REVISION))
            .put("capabilities", capabilities(offers, found.size()))
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
    String instructions = instructions(offers);
    if (!instructions.isEmpty()) {
      result.put("instructions", instructions);
    }
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", RequestId.of(request.document(), request.id()).bytes())
        .put("result", result)
        .bytes();
  }

  /**
   * While anybody is absent all is offered: what a client is not offered once it does not ask for
   * again, and a list that turns out empty does no harm.
   */
  private static JsonText capabilities(SequencedMap<String, JsonObject> offers, int asked) {
    boolean incomplete = offers.size() < asked;
    JsonText all = JsonText.object();
    CAPABILITIES.forEach((name, members) -> {
      List<JsonObject> those =
          offers.values().stream()
              .flatMap(offer -> offer.object("capabilities").stream())
              .flatMap(capabilities -> capabilities.object(name).stream())
              .toList();
      if (incomplete || !those.isEmpty()) {
        JsonText own = JsonText.object();
        members.stream()
            .filter(member ->
                incomplete || those.stream().anyMatch(each -> each.truth(member).orElse(false)))
            .forEach(member -> own.put(member, true));
        all.put(name, own);
      }
    });
    extensions(offers, all);
    return all;
  }

  /** What an upstream alone can do is done through the endpoint too. */
  private static void extensions(SequencedMap<String, JsonObject> offers, JsonText all) {
    boolean tasks =
        offers.values().stream()
            .flatMap(offer -> offer.object("capabilities").stream())
            .flatMap(capabilities -> capabilities.object("extensions").stream())
            .anyMatch(extensions -> extensions.object(TASKS).isPresent());
    if (tasks) {
      all.put("extensions", JsonText.object().put(TASKS, JsonText.object()));
    }
  }

  /**
   * What each upstream tells the model, under its name: each has its share of the room, and lines
   * that begin as no heading does, so that none speaks in the place or the name of another.
   */
  private static String instructions(SequencedMap<String, JsonObject> offers) {
    StringBuilder all = new StringBuilder();
    int share = LONGEST_INSTRUCTIONS / Math.max(1, offers.size());
    offers.forEach((name, offer) ->
        offer
            .string("instructions")
            .filter(text -> text.length() <= share)
            .ifPresent(text ->
                all.append(all.isEmpty() ? "# " : "\n\n# ")
                    .append(name)
                    .append('\n')
                    .append(text.lines().map(line -> "> " + line).collect(joining("\n")))));
    return all.toString();
  }

  private static String version() {
    return Optional.ofNullable(Discovery.class.getPackage().getImplementationVersion()).orElse("0");
  }
}
