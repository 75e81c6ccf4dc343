package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.SessionLink.Reply;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an upstream for its tools on the guard's own account: no user, no assertion, nothing but the
 * handshake and the list. What it sees first is what is pinned.
 */
public final class Contact {
  /** Logged of an upstream and one of its tools. */
  static final String UNPINNABLE =
      "upstreams.{}: lists the tool {} with a number beyond the range of a double; it cannot be"
          + " pinned, so nobody reaches it; have its definition corrected";

  /** Logged of an upstream and one of its tools. */
  static final String UNREPEATABLE =
      "upstreams.{}: the tool {} has an x-mcp-header that is not valid, so nobody reaches it; have"
          + " its definition corrected";

  /** Logged of an upstream, the most pages and the longest time in seconds. */
  static final String UNLISTED =
      "upstreams.{}: did not list its tools to the end, in at most {} pages and {} s; what it lists"
          + " anew stays out of reach until it does: look at the tool server's own log";

  private static final Logger LOG = LoggerFactory.getLogger(Contact.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST_PAGES = 200;
  private static final RequestId OPENING = new RequestId("1");
  private static final int FIRST_PAGE = 2;

  private final Ports ports;
  private final Catalog catalog;
  private final Eras eras;

  Contact(Ports ports, Catalog catalog, Eras eras) {
    this.ports = ports;
    this.catalog = catalog;
    this.eras = eras;
  }

  Port.Occasion occasion(Upstream upstream) {
    return ports.to(upstream).occasion();
  }

  /**
   * Learns now which form of MCP the upstream speaks, and its tools.
   *
   * @return whether the whole list was had and taken
   */
  public boolean look(Upstream upstream) {
    Deadline deadline = Deadline.in(PATIENCE);
    Optional<SessionLink> stateless =
        ports.to(upstream).stateless(upstream.name(), catalog.headers());
    if (stateless.isEmpty()) {
      return lookInSession(upstream, deadline);
    }
    SessionLink link = stateless.get();
    return switch (Eras.discover(link, upstream.mayAsk(), deadline)) {
      case Eras.Verdict.Offering offering -> {
        eras.found(upstream.name(), Era.MODERN);
        yield listed(upstream, Era.MODERN, offering.offer(), link, deadline);
      }
      case Eras.Verdict.Refusing refusing -> {
        eras.found(upstream.name(), Era.MODERN);
        yield unlisted(upstream);
      }
      case Eras.Verdict.None none -> lookInSession(upstream, deadline);
    };
  }

  private boolean lookInSession(Upstream upstream, Deadline deadline) {
    Port.Opening opened =
        ports
            .to(upstream)
            .open(OwnRequests.initialize(OPENING, upstream.mayAsk()), OPENING, deadline);
    if (opened instanceof Port.Opening.NotOpened(SessionLink.Failing failing, int status)
        && failing == SessionLink.Failing.REFUSED
        && status > 0) {
      eras.refused(upstream.name(), status);
      LOG.warn(
          "upstreams.{}: refuses the guard with HTTP status {}; its tools are not known yet: look"
              + " at its credential",
          upstream.name(),
          status);
      return false;
    }
    if (!(opened instanceof Port.Opening.Answered opening)
        || opening.answer().kind() == ServerMessage.Answered.Kind.ERROR
        || !(opening.answer().outcome() instanceof JsonObject result)) {
      eras.unreached(upstream.name());
      LOG.warn("upstream {} cannot be reached; its tools are not known yet", upstream.name());
      return false;
    }
    eras.found(upstream.name(), Era.LEGACY);
    try (SessionLink link =
        opening
            .links()
            .in(result.string("protocolVersion").orElse(Revisions.LATEST), Keeping.NOTHING)) {
      if (link.send(OwnRequests.initialized(), deadline) instanceof Reply.Flowing flowing) {
        flowing.flow().close();
      }
      return listed(upstream, Era.LEGACY, result, link, deadline);
    }
  }

  private Optional<SeenTools> tools(
      Upstream upstream, Era era, JsonObject offer, SessionLink link, Deadline deadline) {
    boolean any = offer.object("capabilities").flatMap(c -> c.object("tools")).isPresent();
    return any
        ? list(upstream, era, link, deadline)
        : Optional.of(new SeenTools(upstream.name(), catalog, era));
  }

  private boolean listed(
      Upstream upstream, Era era, JsonObject offer, SessionLink link, Deadline deadline) {
    Optional<SeenTools> tools = tools(upstream, era, offer, link, deadline);
    return tools.isPresent() ? take(upstream, tools.get()) : unlisted(upstream);
  }

  private static boolean unlisted(Upstream upstream) {
    LOG.warn(UNLISTED, upstream.name(), MOST_PAGES, PATIENCE.toSeconds());
    return false;
  }

  private boolean take(Upstream upstream, SeenTools tools) {
    if (!tools.unpinnable().isEmpty()) {
      LOG.warn(UNPINNABLE, upstream.name(), tools.unpinnable());
    }
    if (!tools.unrepeatable().isEmpty()) {
      LOG.warn(UNREPEATABLE, upstream.name(), tools.unrepeatable());
    }
    boolean taken = catalog.see(upstream.name(), tools.digests());
    if (!taken) {
      LOG.error(
          "upstreams.{}: lists more than {} tools, so nobody reaches any; have it list fewer, or"
              + " split it into several upstreams",
          upstream.name(),
          Catalog.MOST_TOOLS);
    }
    return taken;
  }

  private Optional<SeenTools> list(
      Upstream upstream, Era era, SessionLink link, Deadline deadline) {
    SeenTools seen = new SeenTools(upstream.name(), catalog, era);
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonText params = JsonText.object();
      if (!cursor.isEmpty()) {
        params.put("cursor", cursor);
      }
      RequestId id = new RequestId(Integer.toString(FIRST_PAGE + page));
      Optional<JsonObject> result =
          OwnRequests.result(
              link,
              OwnRequests.outbound(era, id, "tools/list", params, upstream.mayAsk()),
              deadline);
      if (result.isEmpty()) {
        return Optional.empty();
      }
      result.get().array("tools").ifPresent(tools -> tools.values().forEach(seen::add));
      cursor = result.get().string("nextCursor").orElse("");
      if (cursor.isEmpty() || seen.areTooMany()) {
        return Optional.of(seen);
      }
    }
    return Optional.empty();
  }
}
