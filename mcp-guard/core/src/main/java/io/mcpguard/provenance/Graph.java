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
 */
public record Graph(Set<Node> nodes, Set<Edge> edges) {
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
    return new GraphBuilder(guard).add(calls).build();
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
