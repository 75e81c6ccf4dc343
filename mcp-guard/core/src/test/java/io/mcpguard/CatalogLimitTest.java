package io.mcpguard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.ScopeTable;
import io.mcpguard.catalog.Standing;
import io.mcpguard.testkit.MovableClock;
import io.mcpguard.upstream.ServerMessage;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many tools of one upstream the catalog takes. */
class CatalogLimitTest {
  private static final String UPSTREAM = "tools";

  private final Books.Pins pins = new Books.Pins();
  private final Catalog catalog =
      new Catalog(pins, new ScopeTable(List.of()), MovableClock.at("2026-11-23T12:00:00Z"));

  private static Map<String, String> tools(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "tool" + i, i -> "sha256:" + i));
  }

  @Test
  void asManyToolsAsThereMayBeAreTaken() {
    assertThat(catalog.see(UPSTREAM, tools(Catalog.MOST_TOOLS))).isTrue();
    assertThat(catalog.standing(UPSTREAM, "tool0")).isInstanceOf(Standing.Pinned.class);
  }

  @Test
  void moreToolsAreNotPinnedAtFirstContact() {
    assertThat(catalog.see(UPSTREAM, tools(Catalog.MOST_TOOLS + 1))).isFalse();
    assertThat(pins.firstContact(UPSTREAM)).isEmpty();
  }

  @Test
  void moreToolsLaterLeaveNoneWithinReach() {
    catalog.see(UPSTREAM, tools(2));

    assertThat(catalog.see(UPSTREAM, tools(Catalog.MOST_TOOLS + 1))).isFalse();
    assertThat(catalog.standing(UPSTREAM, "tool0")).isInstanceOf(Standing.Unseen.class);
  }

  /** A tool server that renames its tools again and again fills no memory. */
  @Test
  void whatWasKnownOfAToolThatWentIsForgotten() {
    catalog.headers().see(UPSTREAM, "tool1", annotated());
    catalog.see(UPSTREAM, tools(2));

    catalog.see(UPSTREAM, tools(1));

    assertThat(catalog.headers().of(UPSTREAM, "tool1")).isEmpty();
  }

  @Test
  void whatIsKnownOfOneThatStaysIsNot() {
    catalog.headers().see(UPSTREAM, "tool0", annotated());
    catalog.see(UPSTREAM, tools(2));

    catalog.see(UPSTREAM, tools(1));

    assertThat(catalog.headers().of(UPSTREAM, "tool0")).hasSize(1);
  }

  @Test
  void ofTooManyNothingIsKept() {
    catalog.headers().see(UPSTREAM, "tool0", annotated());

    catalog.see(UPSTREAM, tools(Catalog.MOST_TOOLS + 1));

    assertThat(catalog.headers().of(UPSTREAM, "tool0")).isEmpty();
  }

  private static JsonObject annotated() {
    String text =
        "{\"inputSchema\":{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}}";
    return (JsonObject) ServerMessage.reread(text.getBytes(UTF_8)).root();
  }

  @Test
  void oneMoreToolOfAListOnItsWayIsNotLearned() {
    catalog.see(UPSTREAM, tools(Catalog.MOST_TOOLS));

    catalog.see(UPSTREAM, "one more", "sha256:x");

    assertThat(catalog.standing(UPSTREAM, "one more")).isInstanceOf(Standing.Unseen.class);
  }
}
