package io.mcpguard.provenance;

/** A graph in Graphviz's language, from what came first to what came of it. */
public final class Graphviz {
  private Graphviz() {}

  /** The text of the digraph. */
  public static String of(Graph graph) {
    StringBuilder text = new StringBuilder("digraph execution {\n  rankdir=LR;\n");
    if (!graph.caution().isEmpty()) {
      text.append("  label=").append(quoted(graph.caution())).append(";\n");
    }
    for (Node node : graph.nodes()) {
      text.append("  ")
          .append(quoted(node.name()))
          .append(" [label=")
          .append(quoted(node.label()))
          .append(", shape=")
          .append(shape(node))
          .append("];\n");
    }
    for (Edge edge : graph.edges()) {
      text.append("  ")
          .append(quoted(edge.to().name()))
          .append(" -> ")
          .append(quoted(edge.from().name()))
          .append(" [label=")
          .append(quoted(edge.relation().word()))
          .append(", style=")
          .append(style(edge))
          .append("];\n");
    }
    return text.append("}\n").toString();
  }

  private static String shape(Node node) {
    return switch (node.kind().prov()) {
      case AGENT -> "house";
      case ACTIVITY -> "box";
      case ENTITY -> "ellipse";
    };
  }

  private static String style(Edge edge) {
    return switch (edge.basis()) {
      case RECORDED, DECLARED -> "solid";
      case OBSERVED, TEMPORAL -> "dashed";
    };
  }

  /** A backslash begins an escape and a quote ends the text; both may be a stranger's. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + '"';
  }
}
