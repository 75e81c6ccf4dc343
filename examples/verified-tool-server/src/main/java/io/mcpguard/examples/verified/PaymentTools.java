package io.mcpguard.examples.verified;

import io.mcpguard.assertion.ToolCallAssertion;
import io.mcpguard.assertion.sdk.AssertionContext;
import io.mcpguard.examples.verified.Invoices.Invoice;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
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

  /** What a tool does: the context holds the assertion of the call. */
  private interface Handler
      extends BiFunction<McpTransportContext, CallToolRequest, CallToolResult> {}

  private record Offered(Tool tool, Handler handler) {}

  private List<Offered> offered() {
    return List.of(
        new Offered(
            tool("whoami", "Who this call is for, as the guard vouches", NO_ARGUMENTS),
            this::whoami),
        new Offered(tool("list_invoices", "The user's open invoices", NO_ARGUMENTS), this::list),
        new Offered(
            tool("pay_invoice", "Pay an open invoice of the user", PAY_ARGUMENTS), this::pay));
  }

  /** For sessions. */
  List<SyncToolSpecification> tools() {
    return offered().stream()
        .map(each ->
            new SyncToolSpecification(
                each.tool(),
                (exchange, call) -> each.handler().apply(exchange.transportContext(), call)))
        .toList();
  }

  /** For requests without a session. */
  List<McpStatelessServerFeatures.SyncToolSpecification> statelessTools() {
    return offered().stream()
        .map(each ->
            new McpStatelessServerFeatures.SyncToolSpecification(each.tool(), each.handler()))
        .toList();
  }

  private CallToolResult whoami(McpTransportContext context, CallToolRequest call) {
    ToolCallAssertion assertion = assertion(context);
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

  private CallToolResult list(McpTransportContext context, CallToolRequest call) {
    List<Invoice> open = invoices.openOf(user(context));
    return says(
        open.isEmpty()
            ? "no open invoices"
            : open.stream().map(PaymentTools::line).collect(Collectors.joining("\n")));
  }

  private CallToolResult pay(McpTransportContext context, CallToolRequest call) {
    String id = String.valueOf(call.arguments().get("invoice"));
    BigDecimal amount = new BigDecimal(String.valueOf(call.arguments().get("amount")));
    return invoices
        .pay(user(context), id, amount)
        .map(invoice -> says("paid " + line(invoice)))
        .orElseGet(() -> fails("no open invoice of this user with this id and amount"));
  }

  private static String line(Invoice invoice) {
    return String.join(
        " ", invoice.id(), invoice.payee(), invoice.amount().toString(), invoice.currency());
  }

  private static String user(McpTransportContext context) {
    return assertion(context)
        .user()
        .orElseThrow(() -> new IllegalStateException("this tool acts for users only"));
  }

  /** The filter lets no call through without one. */
  private static ToolCallAssertion assertion(McpTransportContext context) {
    return AssertionContext.assertionOf(context).orElseThrow();
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
