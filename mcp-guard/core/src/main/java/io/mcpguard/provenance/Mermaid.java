package io.mcpguard.provenance;

import java.util.HashMap;
import java.util.Map;

/** A graph as a Mermaid flowchart, from what came first to what came of it. */
public final class Mermaid {
  private Mermaid() {}

  /** The text of the chart. */
  public static String of(Graph graph) {
    StringBuilder text = new StringBuilder("flowchart LR\n");
    if (!graph.caution().isEmpty()) {
      text.append("  %% ").append(graph.caution()).append('\n');
    }
    Map<Node, String> ids = new HashMap<>();
    for (Node node : graph.nodes()) {
      String id = "n" + ids.size();
      ids.put(node, id);
      text.append("  ").append(id).append(shape(node)).append('\n');
    }
    for (Edge edge : graph.edges()) {
      text.append("  ")
          .append(ids.get(edge.to()))
          .append(arrow(edge))
          .append(ids.get(edge.from()))
          .append('\n');
    }
    return text.toString();
  }

  private static String shape(Node node) {
    String label = quoted(node.label());
    return switch (node.kind().prov()) {
      case AGENT -> "([" + label + "])";
      case ACTIVITY -> "[" + label + "]";
      case ENTITY -> "{{" + label + "}}";
    };
  }

  private static String arrow(Edge edge) {
    String label = "|" + edge.relation().word() + "|";
    return switch (edge.basis()) {
      case RECORDED, DECLARED -> " -->" + label + " ";
      case OBSERVED, TEMPORAL -> " -.->" + label + " ";
    };
  }

  /** Mermaid reads HTML entities in quotes; a name that a stranger chose must not end them. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          if (Character.isLetterOrDigit(c) || " .,:/_-()…".indexOf(c) >= 0) {
            quoted.appendCodePoint(c);
          } else {
            quoted.append('#').append(c).append(';');
          }
        });
    return quoted.append('"').toString();
  }
}
