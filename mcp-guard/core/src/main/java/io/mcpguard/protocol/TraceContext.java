package io.mcpguard.protocol;

import io.mcpguard.assertion.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace that a caller says its request is of: {@code params._meta.traceparent} (2026-07-28,
 * basic/index; W3C Trace Context §3.2). It relates what happened and decides nothing.
 *
 * @param trace the trace's id, 32 digits of lower-case hexadecimal
 * @param span the id of the caller's own span, 16 of them
 */
public record TraceContext(String trace, String span) {
  private static final Pattern FORM =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");
  private static final String MEMBER = "traceparent";

  /** Reads a {@code traceparent} of version 00; empty where it is none, or of zeroes alone. */
  public static Optional<TraceContext> read(String traceparent) {
    Matcher form = FORM.matcher(traceparent);
    return form.matches() && !isZero(form.group(1)) && !isZero(form.group(2))
        ? Optional.of(new TraceContext(form.group(1), form.group(2)))
        : Optional.empty();
  }

  /** "All bytes as zero … is considered an invalid value" (W3C Trace Context §3.2.2). */
  private static boolean isZero(String digits) {
    return digits.chars().allMatch(digit -> digit == '0');
  }

  /** The {@code traceparent} that a call carries; empty text where it carries none that is one. */
  static String carriedBy(Call call) {
    return call.content() instanceof JsonObject params
        ? params
            .object("_meta")
            .flatMap(meta -> meta.string(MEMBER))
            .filter(text -> read(text).isPresent())
            .orElse("")
        : "";
  }
}
