package io.mcpguard.provenance;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.provenance.Node.Prov;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A graph as PROV-JSON (W3C member submission of 24 April 2013). */
public final class ProvJson {
  private static final String NAMESPACE = "urn:mcp-guard:provenance:";

  private ProvJson() {}

  /** The document, in UTF-8. */
  public static byte[] of(Graph graph) {
    JsonText document = JsonText.object().put("prefix", JsonText.object().put("guard", NAMESPACE));
    for (Prov type : Prov.values()) {
      JsonText all = JsonText.object();
      graph.nodes().stream()
          .filter(node -> node.kind().prov() == type)
          .forEach(node -> all.put(name(node), attributes(node)));
      if (type == Prov.ENTITY && graph.leftOut() > 0) {
        all.put("guard:left-out", leftOut(graph));
      }
      document.put(word(type), all);
    }
    Map<String, List<Edge>> relations = new TreeMap<>();
    for (Edge edge : graph.edges()) {
      relations.computeIfAbsent(edge.relation().word(), word -> new ArrayList<>()).add(edge);
    }
    relations.forEach((word, edges) -> document.put(word, relation(edges)));
    return document.bytes();
  }

  private static JsonText leftOut(Graph graph) {
    return JsonText.object()
        .put("guard:kind", "left_out")
        .put("guard:calls", graph.leftOut())
        .put("prov:label", graph.caution());
  }

  private static JsonText attributes(Node node) {
    return JsonText.object()
        .put("guard:kind", word(node.kind()))
        .put("guard:id", node.id())
        .put("prov:label", node.label());
  }

  private static JsonText relation(List<Edge> edges) {
    JsonText all = JsonText.object();
    int number = 0;
    for (Edge edge : edges) {
      all.put(
          "_:" + edge.relation().word() + ++number,
          JsonText.object()
              .put("prov:" + edge.relation().from(), name(edge.from()))
              .put("prov:" + edge.relation().to(), name(edge.to()))
              .put("guard:basis", edge.basis().word()));
    }
    return all;
  }

  /** A qualified name; what would not stand in one is written as PROV-N escapes it. */
  private static String name(Node node) {
    return "guard:" + LocalName.of(node);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
