package io.mcpguard.provenance;

import java.util.Locale;

/** A graph as one HTML page with its picture; it needs no network and runs no script. */
public final class GraphPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Execution graph</title>
      <style>
      body { font: 14px system-ui, sans-serif; margin: 1.5em }
      svg { font: 12px system-ui, sans-serif }
      .agent rect { fill: #fde8c8 } .activity rect { fill: #cfe3fb } .entity rect { fill: #e4f3d8 }
      rect { stroke: #444 } line { stroke: #444 } .observed, .temporal { stroke-dasharray: 5 4 }
      .observed { stroke: #b03030 }
      </style>
      </head>
      <body>
      <h1>Execution graph</h1>
      <p>What came first stands left. Whole lines were recorded or declared with a verified
      assertion, session or handle; broken black ones rest on the access token alone; broken red
      ones were observed: a value of a result came again in later arguments, which proves no cause.</p>
      """;

  private GraphPage() {}

  /** The page. */
  public static String of(Graph graph) {
    Layout layout = new Layout(graph);
    StringBuilder page = new StringBuilder(HEAD);
    if (!graph.caution().isEmpty()) {
      page.append("<p><strong>").append(graph.caution()).append("</strong></p>\n");
    }
    page.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\">\n"
            .formatted(layout.width(), layout.height()));
    graph.edges().forEach(edge -> page.append(line(edge, layout)));
    graph.nodes().forEach(node -> page.append(box(node, layout)));
    return page.append("</svg>\n</body>\n</html>\n").toString();
  }

  private static String line(Edge edge, Layout layout) {
    Layout.Place from = layout.of(edge.to());
    Layout.Place to = layout.of(edge.from());
    return """
    <line class="%s" x1="%d" y1="%d" x2="%d" y2="%d"><title>%s</title></line>
    """
        .formatted(
            edge.basis().word(),
            from.x() + Layout.WIDTH,
            from.y() + Layout.HEIGHT / 2,
            to.x(),
            to.y() + Layout.HEIGHT / 2,
            text(edge.relation().word() + ", " + edge.basis().word()));
  }

  private static String box(Node node, Layout layout) {
    Layout.Place place = layout.of(node);
    return """
    <g class="%s"><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" rx="6"/>\
    <text x="%d" y="%d">%s</text></g>
    """
        .formatted(
            word(node.kind().prov()),
            text(node.name()),
            place.x(),
            place.y(),
            Layout.WIDTH,
            Layout.HEIGHT,
            place.x() + 8,
            place.y() + Layout.HEIGHT / 2 + 4,
            text(word(node.kind()) + ": " + shortened(node.label())));
  }

  private static String shortened(String label) {
    int most = 26;
    int length = label.codePointCount(0, label.length());
    return length <= most ? label : label.substring(0, label.offsetByCodePoints(0, most)) + "…";
  }

  /** A label may be a stranger's: a name from dynamic registration, a tool's. */
  private static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
