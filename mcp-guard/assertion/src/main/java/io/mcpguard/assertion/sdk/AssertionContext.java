package io.mcpguard.assertion.sdk;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.ToolCallAssertion;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpTransportContextExtractor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Hands the assertion of a call to its tool: give it to the transport's builder as {@code
 * contextExtractor}, and ask {@link #assertionOf} within the tool.
 */
public final class AssertionContext implements McpTransportContextExtractor<HttpServletRequest> {
  private static final String KEY = ToolCallAssertion.class.getName();

  @Override
  public McpTransportContext extract(HttpServletRequest request) {
    return McpTransportContext.create(AssertionFilter.contextOf(request));
  }

  /** The assertion of the call in work, such as {@code exchange.transportContext()} holds. */
  public static Optional<ToolCallAssertion> assertionOf(McpTransportContext context) {
    return context.get(KEY) instanceof ToolCallAssertion assertion
        ? Optional.of(assertion)
        : Optional.empty();
  }
}
