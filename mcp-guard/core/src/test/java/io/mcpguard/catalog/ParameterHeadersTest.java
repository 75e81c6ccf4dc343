package io.mcpguard.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 2026-07-28, basic/transports/streamable-http, custom headers from tool parameters. */
class ParameterHeadersTest {
  private static final String GOOD = "\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}";

  @Test
  void anAnnotationNamesItsHeaderAndTheWayToItsArgument() {
    assertThat(
            read(
                "\"properties\":{"
                    + GOOD
                    + ",\"tenant\":{\"properties\":{\"id\":{\"type\":\"integer\","
                    + "\"x-mcp-header\":\"Tenant-Id\"}}}}"))
        .contains(
            List.of(
                new MirroredParameter("Region", List.of("region")),
                new MirroredParameter("Tenant-Id", List.of("tenant", "id"))));
  }

  /** "Constraints on x-mcp-header values", each of them a MUST or MUST NOT. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"not a token\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"X\\r\\nEvil: 1\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"gr\u00f6sse\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":7}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"REGION\"}",
        "\"a\":{\"type\":\"number\",\"x-mcp-header\":\"A\"}",
        "\"a\":{\"type\":\"object\",\"x-mcp-header\":\"A\"}",
        "\"a\":{\"x-mcp-header\":\"A\"}",
        "\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}",
        "\"a\":{\"oneOf\":[{\"type\":\"string\",\"x-mcp-header\":\"A\"}]}",
        "\"a\":{\"if\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}",
      })
  void oneThatIsNotValidSpoilsTheWholeTool(String property) {
    assertThat(read("\"properties\":{" + GOOD + "," + property + "}")).isEmpty();
  }

  /** "The chain MUST NOT pass through … $ref". */
  @Test
  void oneBehindAReferenceSpoilsTheToolToo() {
    assertThat(
            read(
                "\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}},"
                    + "\"$defs\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"x-mcp-header\":{\"type\":\"string\"}",
        "\"a\":{\"type\":\"object\",\"default\":{\"x-mcp-header\":\"A\"}}",
        "\"a\":{\"const\":{\"x-mcp-header\":7}}",
      })
  void whatOnlyHasItsNameIsNoAnnotation(String property) {
    assertThat(read("\"properties\":{" + GOOD + "," + property + "}"))
        .contains(List.of(new MirroredParameter("Region", List.of("region"))));
  }

  @Test
  void aToolWithoutAnnotationsHasNone() {
    assertThat(read("\"type\":\"object\"")).contains(List.of());
  }

  /** "Type conversion", and "Parameter value is null: Client MUST omit the header". */
  @ParameterizedTest
  @CsvSource({
    "'{\"a\":\"x y\"}', x y",
    "'{\"a\":true}', true",
    "'{\"a\":-7}', -7",
    "'{\"a\":42.0}', 42",
    "'{\"a\":1e2}', 100",
    "'{\"a\":1.5}', 1.5",
    "'{\"a\":null}',",
    "'{\"a\":{}}',",
    "'{\"a\":[]}',",
    "'{}',",
  })
  void anArgumentIsWrittenInOneWay(String arguments, String header) {
    assertThat(new MirroredParameter("A", List.of("a")).value(object(arguments)))
        .isEqualTo(Optional.ofNullable(header));
  }

  /** "servers SHOULD compare the header value and the body value numerically". */
  @ParameterizedTest
  @CsvSource({
    "'{\"a\":42}', 42, true",
    "'{\"a\":42}', 42.0, true",
    "'{\"a\":42.0}', 42.0, true",
    "'{\"a\":42}', 042, true",
    "'{\"a\":42}', 43, false",
    "'{\"a\":42}', 42.5, false",
    "'{\"a\":42}', 4.2e1, false",
    "'{\"a\":42}', , false",
    "'{\"a\":\"42\"}', 42.0, false",
    "'{\"a\":\"x\"}', X, false",
    "'{\"a\":null}', null, false",
    "'{}', 42, false",
    "'{}', , true",
  })
  void aHeaderRepeatsAnArgumentOrDoesNot(String arguments, String header, boolean repeats) {
    assertThat(
            new MirroredParameter("A", List.of("a"))
                .isRepeatedBy(Stream.ofNullable(header).toList(), object(arguments)))
        .isEqualTo(repeats);
  }

  @Test
  void aDefinitionThatIsSeenAgainReplacesWhatWasKnown() {
    ParameterHeaders headers = new ParameterHeaders();
    headers.see("files", "read", object("{\"inputSchema\":{\"properties\":{" + GOOD + "}}}"));

    headers.see("files", "read", object("{\"inputSchema\":{}}"));

    assertThat(headers.of("files", "read")).isEmpty();
  }

  private static Optional<List<MirroredParameter>> read(String schema) {
    return ParameterHeaders.read(object("{\"inputSchema\":{" + schema + "}}"));
  }

  private static JsonObject object(String json) {
    try {
      return (JsonObject)
          JsonDocument.read(json.getBytes(StandardCharsets.UTF_8), ReadRules.answer()).root();
    } catch (MalformedJson e) {
      throw new AssertionError(e);
    }
  }
}
