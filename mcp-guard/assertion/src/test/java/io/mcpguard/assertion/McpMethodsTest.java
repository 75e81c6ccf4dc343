package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request is about, which the guard's token names and the message has to name too. */
class McpMethodsTest {
  @ParameterizedTest
  @CsvSource({
    "tools/call, name",
    "prompts/get, name",
    "resources/read, uri",
    "resources/subscribe, uri",
    "resources/unsubscribe, uri",
    "tasks/get, taskId",
    "tasks/cancel, taskId"
  })
  void aRequestIsAboutOneOfItsParams(String method, String param) {
    assertThat(McpMethods.nameOf(method, params("'" + param + "':'x'"))).isEqualTo("x");
    assertThat(McpMethods.nameOf(method, params("'other':'x'"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {"'ref':{'uri':'x'}", "'ref':{'name':'x'}"})
  void aCompletionIsAboutWhatItRefersTo(String ref) {
    assertThat(McpMethods.nameOf("completion/complete", params(ref))).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource({"tools/list", "ping", "roots/list", "tasks"})
  void anyOtherRequestIsAboutNothingThatHasAName(String method) {
    assertThat(McpMethods.nameOf(method, params("'name':'x','uri':'x','taskId':'x'"))).isEmpty();
  }

  private static JsonObject params(String members) {
    return (JsonObject) Fixture.value("{" + members.replace('\'', '"') + "}");
  }
}
