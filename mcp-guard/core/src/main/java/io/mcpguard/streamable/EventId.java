package io.mcpguard.streamable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an event as a client gets it: the stream, the event's place in it, and the id that the
 * upstream gave it, with which another process can go on.
 *
 * <p>Ids "encode sufficient information to identify the originating stream" (2025-11-25,
 * basic/transports, resumability).
 *
 * @param stream the stream's name; empty text in an id that is none of ours
 * @param place 0 before the first event
 * @param upstream the upstream's id; empty text where it gave none
 */
record EventId(String stream, long place, String upstream) {
  private static final String FORM = "(g[0-9A-Za-z_-]{1,40})\\.([0-9]{1,18})(?:\\.(.*))?";
  private static final Pattern PATTERN = Pattern.compile(FORM, Pattern.DOTALL);

  /** What a client brings back; what is not of our form is taken for the upstream's own. */
  static EventId read(String text) {
    Matcher parts = PATTERN.matcher(text);
    return parts.matches()
        ? new EventId(
            parts.group(1),
            Long.parseLong(parts.group(2)),
            parts.group(3) == null ? "" : parts.group(3))
        : new EventId("", 0, text);
  }

  String text() {
    String own = stream + "." + place;
    return upstream.isEmpty() ? own : own + "." + upstream;
  }
}
