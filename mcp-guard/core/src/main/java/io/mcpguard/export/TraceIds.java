package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.jose.Sha256;
import io.mcpguard.protocol.TraceParent;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The ids of a call's span, in lower-case hexadecimal. They follow from the decision alone, so that
 * an event that comes twice is the same one: those of the caller's trace where it brought one, else
 * one trace for each run.
 *
 * @param trace 32 digits; empty text where there is no call
 * @param span 16 digits
 * @param parent 16 digits; empty text for a root
 */
record TraceIds(String trace, String span, String parent) {
  private static final int TRACE = 32;
  private static final int SPAN = 16;

  /** The ids of the call that was decided so. */
  static TraceIds of(JsonObject decision) {
    String txn = decision.string("txn").orElse("");
    if (txn.isEmpty()) {
      return new TraceIds("", "", "");
    }
    TraceParent caller = TraceParent.valid(decision.string("traceparent").orElse(""));
    if (!caller.isNone()) {
      return new TraceIds(caller.trace(), span(txn), caller.span());
    }
    String run = decision.string("run").filter(text -> !text.isEmpty()).orElse(txn);
    return new TraceIds(
        digits("mcp-guard trace " + run, TRACE),
        span(txn),
        decision.string("parent").filter(text -> !text.isEmpty()).map(TraceIds::span).orElse(""));
  }

  private static String span(String txn) {
    return digits("mcp-guard span " + txn, SPAN);
  }

  private static String digits(String text, int length) {
    return HexFormat.of()
        .formatHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)))
        .substring(0, length);
  }
}
