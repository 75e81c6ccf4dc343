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
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Whatever a tool server lists: each entry is one entry still, and says whose it is. */
class ListPageFuzzTest {
  private static final Instant ASKED = Instant.parse("2026-11-01T12:00:00Z");
  private static final Instant LATEST = ASKED.plusMillis((1L << 53) - 1);
  private static final List<Listed> LISTS =
      List.of(
          new Listed(McpMethod.TOOLS_LIST, "name", name -> FederatedNames.tool("files", name)),
          new Listed(McpMethod.PROMPTS_LIST, "name", name -> FederatedNames.whole("files", name)),
          new Listed(McpMethod.RESOURCES_LIST, "uri", uri -> FederatedUris.federated("files", uri)),
          new Listed(
              McpMethod.RESOURCE_TEMPLATES_LIST,
              "uriTemplate",
              uri -> FederatedUris.federated("files", uri)));

  /**
   * A list.
   *
   * @param member what names each entry
   * @param federated what becomes of such a name
   */
  private record Listed(McpMethod list, String member, UnaryOperator<String> federated) {
    /** Of each entry its name, or that it has none. */
    private List<Optional<String>> names(List<JsonObject> entries) {
      return entries.stream().map(entry -> entry.string(member)).toList();
    }
  }

  @FuzzTest
  void aPageIsTheServersEntriesUnderItsName(byte[] json) throws MalformedJson {
    for (Gathering.Result found : results(json)) {
      for (Listed of : LISTS) {
        List<JsonObject> own = objects(found.result().array(of.list().listed().orElseThrow()));

        ListPage page = ListPage.of("files", of.list(), found, ASKED);

        assertThat(page.freshUntil()).isBetween(ASKED, LATEST);
        assertThat(of.names(entries(page)))
            .isEqualTo(of.names(own).stream().map(name -> name.map(of.federated())).toList());
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
}
