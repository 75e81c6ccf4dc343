package io.mcpguard.examples.verified;

import io.mcpguard.assertion.ToolCallAssertion;
import io.mcpguard.assertion.sdk.AssertionContext;
import io.mcpguard.examples.verified.Invoices.Invoice;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tools; each acts for the user whom the assertion names. */
final class PaymentTools {
  private static final Map<String, Object> NO_ARGUMENTS =
      Map.of("type", "object", "properties", Map.of(), "additionalProperties", false);
  private static final Map<String, Object> PAY_ARGUMENTS =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(
              "invoice", Map.of("type", "string", "description", "id of an open invoice"),
              "amount", Map.of("type", "string", "pattern", "^[0-9]{1,9}\\.[0-9]{2}$")),
          "required",
          List.of("invoice", "amount"),
          "additionalProperties",
          false);

  private final Invoices invoices;

  PaymentTools(Invoices invoices) {
    this.invoices = invoices;
  }

  List<SyncToolSpecification> tools() {
    return List.of(
        new SyncToolSpecification(
            tool("whoami", "Who this call is for, as the guard vouches", NO_ARGUMENTS),
            this::whoami),
        new SyncToolSpecification(
            tool("list_invoices", "The user's open invoices", NO_ARGUMENTS), this::list),
        new SyncToolSpecification(
            tool("pay_invoice", "Pay an open invoice of the user", PAY_ARGUMENTS), this::pay));
  }

  private CallToolResult whoami(McpSyncServerExchange exchange, CallToolRequest call) {
    ToolCallAssertion assertion = assertion(exchange);
    return says(
        "user "
            + assertion.user().orElse("nobody")
            + ", agent "
            + assertion.agent()
            + ", scope "
            + String.join(" ", assertion.scope())
            + ", txn "
            + assertion.txn());
  }

  private CallToolResult list(McpSyncServerExchange exchange, CallToolRequest call) {
    List<Invoice> open = invoices.openOf(user(exchange));
    return says(
        open.isEmpty()
            ? "no open invoices"
            : open.stream().map(PaymentTools::line).collect(Collectors.joining("\n")));
  }

  private CallToolResult pay(McpSyncServerExchange exchange, CallToolRequest call) {
    String id = String.valueOf(call.arguments().get("invoice"));
    BigDecimal amount = new BigDecimal(String.valueOf(call.arguments().get("amount")));
    return invoices
        .pay(user(exchange), id, amount)
        .map(invoice -> says("paid " + line(invoice)))
        .orElseGet(() -> fails("no open invoice of this user with this id and amount"));
  }

  private static String line(Invoice invoice) {
    return String.join(
        " ", invoice.id(), invoice.payee(), invoice.amount().toString(), invoice.currency());
  }

  private static String user(McpSyncServerExchange exchange) {
    return assertion(exchange)
        .user()
        .orElseThrow(() -> new IllegalStateException("this tool acts for users only"));
  }

  /** The filter lets no call through without one. */
  private static ToolCallAssertion assertion(McpSyncServerExchange exchange) {
    return AssertionContext.assertionOf(exchange.transportContext()).orElseThrow();
  }

  private static Tool tool(String name, String description, Map<String, Object> arguments) {
    return Tool.builder(name, arguments).description(description).build();
  }

  private static CallToolResult says(String text) {
    return CallToolResult.builder().addTextContent(text).isError(false).build();
  }

  private static CallToolResult fails(String text) {
    return CallToolResult.builder().addTextContent(text).isError(true).build();
  }
}
