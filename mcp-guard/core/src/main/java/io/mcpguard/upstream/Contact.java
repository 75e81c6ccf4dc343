package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.SessionLink.Outbound;
import io.mcpguard.upstream.SessionLink.Reply;
import java.time.Duration;
import java.util.Map;
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

  /** Logged of an upstream, the most pages and the longest time in seconds. */
  static final String UNLISTED =
      "upstreams.{}: did not list its tools to the end, in at most {} pages and {} s; what it lists"
          + " anew stays out of reach until it does: look at the tool server's own log";

  private static final Logger LOG = LoggerFactory.getLogger(Contact.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST_PAGES = 200;
  private static final RequestId OPENING = new RequestId("1");
  private static final int FIRST_PAGE = 2;

  private final Map<String, Port> ports;
  private final Catalog catalog;

  Contact(Map<String, Port> ports, Catalog catalog) {
    this.ports = Map.copyOf(ports);
    this.catalog = catalog;
  }

  Port.Occasion occasion(Upstream upstream) {
    return port(upstream).occasion();
  }

  private Port port(Upstream upstream) {
    return Optional.ofNullable(ports.get(upstream.name())).orElseThrow();
  }

  /**
   * Learns the upstream's tools now.
   *
   * @return whether the whole list was had and taken
   */
  public boolean look(Upstream upstream) {
    Deadline deadline = Deadline.in(PATIENCE);
    if (!(port(upstream).open(Handshake.own(OPENING), OPENING, deadline)
            instanceof Port.Opening.Answered opening)
        || opening.answer().kind() == ServerMessage.Answered.Kind.ERROR
        || !(opening.answer().outcome() instanceof JsonObject result)) {
      LOG.warn("upstream {} cannot be reached; its tools are not known yet", upstream.name());
      return false;
    }
    try (SessionLink link =
        opening.links().in(result.string("protocolVersion").orElse(Revisions.LATEST))) {
      send(
          link,
          JsonText.object().put("jsonrpc", "2.0").put("method", "notifications/initialized"),
          deadline);
      boolean hasTools = result.object("capabilities").flatMap(c -> c.object("tools")).isPresent();
      Optional<SeenTools> tools = hasTools ? list(link, deadline) : Optional.of(new SeenTools());
      if (tools.isEmpty()) {
        LOG.warn(UNLISTED, upstream.name(), MOST_PAGES, PATIENCE.toSeconds());
      }
      return tools.isPresent() && take(upstream, tools.get());
    }
  }

  private boolean take(Upstream upstream, SeenTools tools) {
    if (!tools.unpinnable().isEmpty()) {
      LOG.warn(UNPINNABLE, upstream.name(), tools.unpinnable());
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

  private static Optional<SeenTools> list(SessionLink link, Deadline deadline) {
    SeenTools seen = new SeenTools();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      RequestId id = new RequestId(Integer.toString(FIRST_PAGE + page));
      JsonText params = JsonText.object();
      if (!cursor.isEmpty()) {
        params.put("cursor", cursor);
      }
      JsonText request =
          JsonText.object()
              .put("jsonrpc", "2.0")
              .put("id", FIRST_PAGE + page)
              .put("method", "tools/list")
              .put("params", params);
      Optional<JsonObject> result = answer(link, request, id, deadline);
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

  private static Optional<JsonObject> answer(
      SessionLink link, JsonText request, RequestId id, Deadline deadline) {
    return switch (link.send(outbound(request, id), deadline)) {
      case Reply.Whole whole -> result(ServerMessage.read(whole.json()), id);
      case Reply.Flowing flowing -> fromFlow(flowing.flow(), id, deadline);
      case Reply.Taken taken -> Optional.empty();
      case Reply.Broken broken -> Optional.empty();
    };
  }

  private static Optional<JsonObject> fromFlow(
      SessionLink.Inflow flow, RequestId id, Deadline deadline) {
    try (flow) {
      while (!deadline.isOver()) {
        switch (flow.next(deadline.left())) {
          case SessionLink.Inflow.Item.Data data -> {
            Optional<JsonObject> result = result(ServerMessage.read(data.json()), id);
            if (result.isPresent()) {
              return result;
            }
          }
          case SessionLink.Inflow.Item.Retry retry -> {}
          case SessionLink.Inflow.Item.Idle idle -> {}
          case SessionLink.Inflow.Item.End end -> {
            return Optional.empty();
          }
          case SessionLink.Inflow.Item.Broken broken -> {
            return Optional.empty();
          }
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private static Optional<JsonObject> result(ServerMessage message, RequestId id) {
    return message instanceof ServerMessage.Answered answered
            && answered.id().equals(id)
            && answered.kind() == ServerMessage.Answered.Kind.RESULT
            && answered.outcome() instanceof JsonObject object
        ? Optional.of(object)
        : Optional.empty();
  }

  private static void send(SessionLink link, JsonText notification, Deadline deadline) {
    if (link.send(outbound(notification, RequestId.NONE), deadline)
        instanceof Reply.Flowing flowing) {
      flowing.flow().close();
    }
  }

  private static Outbound outbound(JsonText message, RequestId id) {
    JsonDocument document = ServerMessage.reread(message.bytes());
    return Outbound.unasserted(document, (JsonObject) document.root(), id);
  }
}
