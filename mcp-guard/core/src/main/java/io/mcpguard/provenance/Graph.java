package io.mcpguard.provenance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The execution graph of some calls. Two graphs are equal when they have the same nodes and edges.
 *
 * @param nodes in the order in which the log tells of them
 * @param edges likewise
 * @param leftOut how many earlier calls were asked for and are not in it, because no answer holds
 *     that many; every form of it says so
 */
public record Graph(Set<Node> nodes, Set<Edge> edges, long leftOut) {
  public Graph {
    nodes = Collections.unmodifiableSet(new LinkedHashSet<>(nodes));
    edges = Collections.unmodifiableSet(new LinkedHashSet<>(edges));
  }

  /**
   * The graph of these calls.
   *
   * @param guard the origin of the log that tells of them
   */
  public static Graph of(String guard, List<TracedCall> calls) {
    return of(guard, new Calls.Gathered(calls, 0));
  }

  /** The same, of as many calls as an answer holds. */
  public static Graph of(String guard, Calls.Gathered gathered) {
    return new GraphBuilder(guard).add(gathered.calls()).build(gathered.leftOut());
  }

  /** What whoever looks at it has to know before; empty text where nothing was left out. */
  String caution() {
    return leftOut == 0
        ? ""
        : "These are the last calls: " + leftOut + " earlier ones are left out.";
  }

  /** The edges that lead from a node to what it came of. */
  public List<Edge> from(Node node) {
    List<Edge> leading = new ArrayList<>();
    for (Edge edge : edges) {
      if (edge.from().equals(node)) {
        leading.add(edge);
      }
    }
    return leading;
  }
}
