package io.mcpguard.server.admin;

import io.mcpguard.catalog.Pin;
import io.mcpguard.catalog.PinBook;
import io.mcpguard.server.admin.AdminLeaves.Noted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Tool definitions: accepted against seen. */
final class PinOperations {
  private final AdminParts parts;
  private final AdminLeaves leaves;

  PinOperations(AdminParts parts, AdminLeaves leaves) {
    this.parts = parts;
    this.leaves = leaves;
  }

  /** An empty name is every upstream. */
  AdminAnswer list(String upstream) {
    if (upstream.isEmpty()) {
      return AdminAnswer.list(
          parts.upstreams().stream().map(this::rows).flatMap(Collection::stream).toList());
    }
    return parts.upstreams().contains(upstream)
        ? AdminAnswer.list(rows(upstream))
        : unknownUpstream();
  }

  private List<Map<String, String>> rows(String upstream) {
    PinBook pins = parts.store().pins();
    Map<String, String> seen = parts.live().seen(upstream);
    TreeSet<String> tools = new TreeSet<>(seen.keySet());
    pins.all(upstream).forEach(pin -> tools.add(pin.tool()));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String tool : tools) {
      String accepted = pins.find(upstream, tool).map(Pin::digest).orElse("");
      String now = seen.getOrDefault(tool, "");
      rows.add(
          Map.of(
              "upstream", upstream,
              "tool", tool,
              "standing", standing(accepted, now),
              "accepted", accepted,
              "seen", now));
    }
    return rows;
  }

  private static String standing(String accepted, String seen) {
    if (seen.isEmpty()) {
      return "unseen";
    }
    if (accepted.isEmpty()) {
      return "new";
    }
    return accepted.equals(seen) ? "pinned" : "changed";
  }

  /**
   * Accepts the definition that was seen last.
   *
   * @param digest the definition that the operator has looked at; empty for whatever was seen last
   */
  AdminAnswer accept(String upstream, String tool, String digest) {
    if (!parts.upstreams().contains(upstream)) {
      return unknownUpstream();
    }
    String seen = parts.live().seen(upstream).getOrDefault(tool, "");
    if (seen.isEmpty()) {
      return AdminAnswer.no(
          "no running guard has seen such a tool; start it, and see pins list for its names");
    }
    if (!digest.isEmpty() && !digest.equals(seen)) {
      return AdminAnswer.no("the definition is not the one given; look at pins list again");
    }
    Noted noted = leaves.pinAccepted(upstream, tool, seen);
    if (!noted.isWritten()) {
      return AdminAnswer.unreachable("not accepted: " + noted.detail());
    }
    parts.store().pins().accept(new Pin(upstream, tool, seen, parts.clock().instant()));
    parts.live().pinsChanged(upstream);
    return AdminAnswer.done("accepted " + seen);
  }

  private static AdminAnswer unknownUpstream() {
    return AdminAnswer.no("the configuration names no such upstream");
  }
}
