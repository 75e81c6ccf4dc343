package io.mcpguard.streamable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an event as a client gets it: the stream, the event's place in it, and the id that the
 * upstream gave it, with which another process can go on for whom the seal was made.
 *
 * <p>Ids "encode sufficient information to identify the originating stream" (2025-11-25,
 * basic/transports, resumability).
 *
 * @param stream the stream's name; empty text in an id that is none of ours
 * @param place 0 before the first event
 * @param seal what {@link EventSeal} made; empty text where the upstream gave no id
 * @param upstream the upstream's id; empty text where it gave none
 */
record EventId(String stream, long place, String seal, String upstream) {
  private static final String FORM =
      "(g[0-9A-Za-z_-]{1,40})\\.([0-9]{1,18})(?:\\.([0-9A-Za-z_-]{1,128})\\.(.+))?";
  private static final Pattern PATTERN = Pattern.compile(FORM, Pattern.DOTALL);

  /** An event that has no id at its upstream. */
  static EventId own(String stream, long place) {
    return new EventId(stream, place, "", "");
  }

  /** What a client brings back; what is not of our form names no event. */
  static EventId read(String text) {
    Matcher parts = PATTERN.matcher(text);
    return parts.matches()
        ? new EventId(
            parts.group(1),
            Long.parseLong(parts.group(2)),
            parts.group(3) == null ? "" : parts.group(3),
            parts.group(4) == null ? "" : parts.group(4))
        : own("", 0);
  }

  String text() {
    String own = stream + "." + place;
    return upstream.isEmpty() ? own : own + "." + seal + "." + upstream;
  }
}
