package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.LegacyFixtureServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A39: a list tells of what its reader has no way to reach; not of tools alone. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A39HiddenEntriesTest {
  private static final String NEEDS_SCOPE = "io.mcpguard/needs-scope";

  private final LegacyFixtureServer upstream = LegacyFixtureServer.start();
  private MemoryGuard guard;

  @BeforeAll
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("test_simple_text");
  }

  @AfterAll
  void stop() {
    guard.close();
    upstream.close();
  }

  /** A guest may delegate tools, and no login gives an agent more. */
  @ParameterizedTest
  @CsvSource({
    "resources/list, resources",
    "resources/templates/list, resourceTemplates",
    "prompts/list, prompts",
  })
  void whatIsOutOfReachIsNotListed(String method, String member) throws Exception {
    JsonNode list = list(guard.client(MemoryGuard.GUEST), method, member);

    assertThat(list.isArray()).isTrue();
    assertThat(list).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "resources/list, resources",
    "resources/templates/list, resourceTemplates",
    "prompts/list, prompts",
  })
  void whatMoreScopeWouldReachIsListedWithThatScope(String method, String member) throws Exception {
    JsonNode list = list(guard.restrained("alice"), method, member);

    assertThat(list)
        .isNotEmpty()
        .allSatisfy(
            entry -> assertThat(entry.path("_meta").path(NEEDS_SCOPE).asText()).isEqualTo("all"));
  }

  @ParameterizedTest
  @CsvSource({
    "resources/list, resources",
    "resources/templates/list, resourceTemplates",
    "prompts/list, prompts",
  })
  void whatIsWithinReachIsListedWithoutAScope(String method, String member) throws Exception {
    JsonNode list = list(guard.client("alice"), method, member);

    assertThat(list)
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry.path("_meta").has(NEEDS_SCOPE)).isFalse());
  }

  private static JsonNode list(MemoryClient client, String method, String member) throws Exception {
    return client.request(method, "{}").answer().path("result").path(member);
  }
}
