package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.McpMethod;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A call as a span (OpenTelemetry semantic conventions for MCP, in development in 2026, server
 * span), made once its end is known: of an outcome with its decision, or of a refusal alone.
 */
final class CallSpan {
  private static final int SERVER = 2;
  private static final int ERROR = 2;
  private static final long SECOND = 1_000_000_000L;

  private final Told told;
  private final String method;
  private final String name;

  private CallSpan(Told told) {
    this.told = told;
    this.method = told.decided("method");
    this.name = told.decided("name");
  }

  /** The span that a leaf completes; empty where it completes none. */
  static Optional<JsonText> of(Told told) {
    boolean isEnd =
        switch (told.type()) {
          case "outcome" -> !told.text("txn").isEmpty();
          case "decision" -> !told.text("decision").equals("allow");
          default -> false;
        };
    return isEnd ? Optional.of(new CallSpan(told).json()) : Optional.empty();
  }

  private JsonText json() {
    TraceIds ids = TraceIds.of(lacksDecision() ? told.leaf() : told.decision());
    Instant start = start();
    Instant end = told.at().isBefore(start) ? start : told.at();
    JsonText span =
        JsonText.object()
            .put("traceId", ids.trace())
            .put("spanId", ids.span())
            .put("name", shownName())
            .put("kind", SERVER)
            .put("startTimeUnixNano", nanos(start))
            .put("endTimeUnixNano", nanos(end));
    if (!ids.parent().isEmpty()) {
      span.put("parentSpanId", ids.parent());
    }
    String fault = fault();
    if (!fault.isEmpty()) {
      span.put("status", JsonText.object().put("code", ERROR).put("message", fault));
    }
    return span.putAll("attributes", attributes(fault).all());
  }

  /** It was archived, or is none of this call: then the end alone is told of, and says so. */
  private boolean lacksDecision() {
    return told.decided("txn").isEmpty();
  }

  /** Without its decision it began as long ago as its end says, and never before 1970. */
  private Instant start() {
    long took = Math.clamp(upstream("ms").orElse(0), 0, told.at().toEpochMilli());
    return lacksDecision() ? told.at().minusMillis(took) : told.decidedAt();
  }

  private OptionalLong upstream(String member) {
    return told.leaf()
        .object("upstream")
        .map(up -> up.integer(member))
        .orElse(OptionalLong.empty());
  }

  /** Decimal text, as 64-bit integers are written (protobuf, JSON mapping). */
  static String nanos(Instant instant) {
    return Long.toString(instant.getEpochSecond() * SECOND + instant.getNano());
  }

  /**
   * "{mcp.method.name} {target}" of what is known to exist: what a refused caller makes up would
   * give each of its spans a name of its own.
   */
  private String shownName() {
    if (McpMethod.of(method).isEmpty() && !method.equals("answer")) {
      return "mcp";
    }
    boolean named = method.equals("tools/call") || method.equals("prompts/get");
    boolean exists = told.decided("decision").equals("allow");
    return named && exists ? method + " " + name : method;
  }

  /** What went wrong, in one word; empty text where nothing did, or nobody saw. */
  private String fault() {
    if (told.type().equals("decision")) {
      return told.text("reason");
    }
    String status = told.text("status");
    return status.equals("executed") || status.equals("unknown") ? "" : status;
  }

  /** The code of the JSON-RPC error that answered the call; empty text where none is known of. */
  private String code() {
    OptionalLong code = upstream("code");
    return code.isPresent() ? Long.toString(code.getAsLong()) : ofTheGuard(told.text("reason"));
  }

  /** What a caller is answered whose call the guard refused, or ended itself. */
  private static String ofTheGuard(String reason) {
    return Stream.of(Reason.values())
        .filter(one -> one.code().equals(reason))
        .map(one -> Integer.toString(one.jsonRpcCode()))
        .findFirst()
        .orElse("");
  }

  private Attributes attributes(String fault) {
    Attributes attributes =
        new Attributes()
            .put("mcp.method.name", method)
            .put("mcp.protocol.version", told.decided("revision"))
            .put("jsonrpc.request.id", told.decided("request_id"))
            .put("rpc.response.status_code", code())
            .put("error.type", fault)
            .put("gen_ai.agent.id", told.decided("agent", "id"))
            .put("enduser.pseudo.id", told.decided("user"));
    target(attributes);
    OptionalLong status = upstream("status");
    if (status.orElse(0) > 0) {
      attributes.put("http.response.status_code", status.getAsLong());
    }
    return attributes
        .put("io.mcpguard.txn", told.text("txn"))
        .put("io.mcpguard.server", told.decided("server"))
        .put("io.mcpguard.run", told.decided("run"))
        .put("io.mcpguard.parent", told.decided("parent"))
        .put("io.mcpguard.decision", lacksDecision() ? "not_at_hand" : told.decided("decision"))
        .put("io.mcpguard.policy.digest", told.decided("policy", "digest"))
        .put("io.mcpguard.policy.rule", told.decided("policy", "rule"))
        .put("io.mcpguard.status", told.text("status"))
        .put("io.mcpguard.ledger.origin", told.checkpoint().origin())
        .put("io.mcpguard.ledger.index", told.entry().index())
        .put("io.mcpguard.ledger.leaf_hash", HexFormat.of().formatHex(told.entry().hash().bytes()));
  }

  private void target(Attributes attributes) {
    switch (method) {
      case "tools/call" ->
          attributes.put("gen_ai.operation.name", "execute_tool").put("gen_ai.tool.name", name);
      case "prompts/get" -> attributes.put("gen_ai.prompt.name", name);
      case "resources/read", "resources/subscribe", "resources/unsubscribe" ->
          attributes.put("mcp.resource.uri", name);
      default -> attributes.put("io.mcpguard.name", name);
    }
  }
}
