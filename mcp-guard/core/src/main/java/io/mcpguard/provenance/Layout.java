package io.mcpguard.provenance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the nodes of a graph stand in its picture: in columns by how many edges lead to their first
 * causes, and in each column in the log's order.
 */
final class Layout {
  static final int WIDTH = 220;
  static final int HEIGHT = 44;
  private static final int ACROSS = 300;
  private static final int DOWN = 64;
  private static final int MARGIN = 20;

  private final Map<Node, Place> places = new HashMap<>();
  private int width;
  private int height;

  /** The upper left corner of a node. */
  record Place(int x, int y) {}

  Layout(Graph graph) {
    Map<Node, Integer> depths = depths(graph);
    Map<Integer, List<Node>> columns = new TreeMap<>();
    for (Node node : graph.nodes()) {
      columns.computeIfAbsent(depths.getOrDefault(node, 0), depth -> new ArrayList<>()).add(node);
    }
    int column = 0;
    for (List<Node> nodes : columns.values()) {
      for (int row = 0; row < nodes.size(); row++) {
        places.put(nodes.get(row), new Place(MARGIN + column * ACROSS, MARGIN + row * DOWN));
      }
      column++;
      height = Math.max(height, 2 * MARGIN + nodes.size() * DOWN);
    }
    width = 2 * MARGIN + column * ACROSS;
  }

  Place of(Node node) {
    return places.getOrDefault(node, new Place(MARGIN, MARGIN));
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The longest way to a first cause; a graph of a log has no circles, and one round a node. */
  private static Map<Node, Integer> depths(Graph graph) {
    Map<Node, Integer> depths = new HashMap<>();
    boolean changed = true;
    for (int round = 0; changed && round <= graph.nodes().size(); round++) {
      changed = false;
      for (Edge edge : graph.edges()) {
        int depth = depths.getOrDefault(edge.to(), 0) + 1;
        if (depths.getOrDefault(edge.from(), 0) < depth) {
          depths.put(edge.from(), depth);
          changed = true;
        }
      }
    }
    return depths;
  }
}
