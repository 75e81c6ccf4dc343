package io.mcpguard.assertion.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.ToolCallAssertion;
import io.modelcontextprotocol.common.McpTransportContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The way there is tested by the example on the SDK, which has a servlet container. */
class AssertionContextTest {

  @Test
  void aContextWithoutAssertionHasNone() {
    assertThat(AssertionContext.assertionOf(McpTransportContext.EMPTY)).isEmpty();
  }

  @Test
  void whatIsNoAssertionIsNone() {
    Map<String, Object> forged = Map.of(ToolCallAssertion.class.getName(), "alice");

    assertThat(AssertionContext.assertionOf(McpTransportContext.create(forged))).isEmpty();
  }
}
