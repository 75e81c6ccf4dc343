package io.mcpguard.server.config;

import io.mcpguard.upstream.AgentLimits;
import java.util.List;

/** The keys of {@code limits}. */
final class LimitKeys {
  static final RequestLimits USUAL =
      new RequestLimits(4L << 20, 16L << 10, 64, AgentLimits.usual(), 256);

  private static final Key<Long> BODY =
      Key.of("body", Kinds.SIZE_KIND, "a request's body; 1KiB to 64MiB").or(USUAL.body(), "4MiB");
  private static final Key<Long> HEADERS =
      Key.of("headers", Kinds.SIZE_KIND, "a request's head; 8KiB to 64KiB")
          .or(USUAL.headers(), "16KiB");
  private static final Key<Integer> NESTING =
      Key.of("nesting", Kinds.count(1), "depth of a request's JSON; at most 64")
          .or(USUAL.nesting(), "64");
  private static final Key<Integer> SESSIONS =
      Key.of("sessions-per-agent", Kinds.count(1), "open sessions of one agent; at most 10000")
          .or(USUAL.agent().sessions(), "1000");
  private static final Key<Integer> CALLS =
      Key.of("calls-per-agent", Kinds.count(1), "requests under way of one agent; at most 10000")
          .or(USUAL.agent().calls(), "128");
  private static final Key<Integer> STREAMS =
      Key.of("streams-per-agent", Kinds.count(1), "open streams of one agent; at most 10000")
          .or(USUAL.agent().streams(), "50");
  private static final Key<Integer> UPSTREAM_STREAMS =
      Key.of(
              "streams-per-upstream",
              Kinds.count(1),
              "streams that are open at one HTTP upstream, each a connection: news of sessions, and"
                  + " subscriptions; at most 10000")
          .or(USUAL.upstreamStreams(), "256");
  static final Section<RequestLimits> LIMITS =
      Section.of(
          "limits",
          List.of(BODY, HEADERS, NESTING, SESSIONS, CALLS, STREAMS, UPSTREAM_STREAMS),
          v ->
              new RequestLimits(
                  v.at(BODY),
                  v.at(HEADERS),
                  v.at(NESTING),
                  new AgentLimits(v.at(SESSIONS), v.at(CALLS), v.at(STREAMS)),
                  v.at(UPSTREAM_STREAMS)));

  private LimitKeys() {}
}
