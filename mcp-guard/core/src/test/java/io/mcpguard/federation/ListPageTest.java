package io.mcpguard.federation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.protocol.McpMethod;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListPageTest {
  private static final Instant ASKED = Instant.parse("2026-11-01T12:00:00Z");

  /** RFC 7493 §2.2: what the guard says of it must be an integer that every reader has. */
  @ParameterizedTest
  @CsvSource({
    "60000, 60000",
    "-1, 0",
    "9007199254740991, 9007199254740991",
    "9007199254740992, 9007199254740991",
    "9223372036854775807, 9007199254740991"
  })
  void aPageIsFreshAsLongAsItsServerSaysWithinBounds(String said, long millis)
      throws MalformedJson {
    byte[] json = "{\"tools\":[],\"ttlMs\":%s}".formatted(said).getBytes(US_ASCII);
    JsonDocument document = JsonDocument.read(json, ReadRules.answer());

    ListPage page =
        ListPage.of(
            "files",
            McpMethod.TOOLS_LIST,
            new Gathering.Result(document, (JsonObject) document.root()),
            ASKED);

    assertThat(Duration.between(ASKED, page.freshUntil())).isEqualTo(Duration.ofMillis(millis));
  }
}
