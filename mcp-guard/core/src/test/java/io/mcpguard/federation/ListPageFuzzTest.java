package io.mcpguard.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.protocol.McpMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whatever a tool server lists: each entry is one entry still, and says whose it is. */
class ListPageFuzzTest {
  private static final Instant ASKED = Instant.parse("2026-11-01T12:00:00Z");
  private static final Instant LATEST = ASKED.plusMillis((1L << 53) - 1);
  private static final Map<McpMethod, String> NAMED_BY =
      Map.of(
          McpMethod.TOOLS_LIST, "name",
          McpMethod.PROMPTS_LIST, "name",
          McpMethod.RESOURCES_LIST, "uri",
          McpMethod.RESOURCE_TEMPLATES_LIST, "uriTemplate");

  @FuzzTest
  void aPageIsTheServersEntriesUnderItsName(byte[] json) throws MalformedJson {
    for (Gathering.Result found : results(json)) {
      for (McpMethod list : NAMED_BY.keySet()) {
        ListPage page = ListPage.of("files", list, found, ASKED);

        assertThat(page.freshUntil()).isBetween(ASKED, LATEST);
        assertThat(names(list, entries(page)))
            .isEqualTo(
                names(list, objects(found.result().array(list.listed().orElseThrow()))).stream()
                    .map(name -> federated(list, name))
                    .toList());
      }
    }
  }

  private static List<Gathering.Result> results(byte[] json) {
    List<Gathering.Result> results = new ArrayList<>();
    try {
      JsonDocument document = JsonDocument.read(json, ReadRules.answer());
      if (document.root() instanceof JsonObject result) {
        results.add(new Gathering.Result(document, result));
      }
    } catch (MalformedJson none) {
      // No result, no page.
    }
    return results;
  }

  /** As the client reads them. */
  private static List<JsonObject> entries(ListPage page) throws MalformedJson {
    byte[] array =
        new ByteSink(page.entries().length + 2).put('[').put(page.entries()).put(']').toBytes();
    return objects(Optional.of((JsonArray) JsonDocument.read(array, ReadRules.answer()).root()));
  }

  private static List<JsonObject> objects(Optional<JsonArray> array) {
    List<JsonValue> values = array.map(JsonArray::values).orElse(List.of());
    return values.stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  /** Of each its name, or that it has none. */
  private static List<Optional<String>> names(McpMethod list, List<JsonObject> entries) {
    return entries.stream().map(entry -> entry.string(NAMED_BY.getOrDefault(list, ""))).toList();
  }

  private static Optional<String> federated(McpMethod list, Optional<String> name) {
    return switch (list) {
      case TOOLS_LIST -> name.map(own -> FederatedNames.tool("files", own));
      case PROMPTS_LIST -> name.map(own -> FederatedNames.whole("files", own));
      default -> name.map(own -> FederatedUris.federated("files", own));
    };
  }
}
