package io.mcpguard.provenance;

import io.mcpguard.provenance.Edge.Basis;
import io.mcpguard.provenance.Edge.Relation;
import io.mcpguard.provenance.Node.Kind;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Draws the graph of calls, leaf by leaf. */
final class GraphBuilder {
  private static final int SHOWN = 12;

  private final Node guard;
  private final Set<Node> nodes = new LinkedHashSet<>();
  private final Set<Edge> edges = new LinkedHashSet<>();
  private final Map<String, Node> results = new HashMap<>();

  GraphBuilder(String origin) {
    this.guard = new Node(Kind.GUARD, origin, origin);
  }

  GraphBuilder add(List<TracedCall> calls) {
    calls.forEach(call -> add(call, calls));
    return this;
  }

  Graph build(long leftOut) {
    return new Graph(nodes, edges, leftOut);
  }

  private void add(TracedCall traced, List<TracedCall> calls) {
    CallLeaf.Decision decision = traced.decision();
    Node call = node(Kind.CALL, traced.txn(), title(traced));
    Node instance = who(decision, call);
    Node run = run(decision, instance);
    led(decision, call, run, calls);
    Node decided = decided(decision, call);
    Node arguments = arguments(decision, call);
    end(traced, call);
    for (String earlier : decision.observed()) {
      Node result = results.get(earlier);
      if (result != null) {
        edge(Relation.WAS_DERIVED_FROM, arguments, result, Basis.OBSERVED);
      }
    }
    edge(Relation.WAS_ASSOCIATED_WITH, decided, node(guard), Basis.RECORDED);
  }

  private static String title(TracedCall call) {
    CallLeaf.Decision decision = call.decision();
    String what = decision.text("name").isEmpty() ? decision.text("method") : decision.text("name");
    String end = call.status().isEmpty() ? decision.text("decision") : call.status();
    return what + " (" + end + ")";
  }

  private Node who(CallLeaf.Decision decision, Node call) {
    Node user = node(Kind.USER, decision.text("user"), brief(decision.text("user")));
    Node agent = node(Kind.AGENT, decision.text("agent", "id"), decision.text("agent", "id"));
    String own = decision.text("agent", "instance");
    Node instance = node(Kind.INSTANCE, own, "instance " + brief(own));
    edge(Relation.SPECIALIZATION_OF, instance, agent, Basis.RECORDED);
    edge(Relation.ACTED_ON_BEHALF_OF, instance, user, Basis.RECORDED);
    edge(Relation.WAS_ASSOCIATED_WITH, call, instance, Basis.RECORDED);
    return instance;
  }

  private Node run(CallLeaf.Decision decision, Node instance) {
    Node run = node(Kind.RUN, decision.run(), "run " + brief(decision.run()));
    if (!decision.text("run_by").equals("parent")) {
      String kind = decision.text("root", "kind");
      Node trigger = node(Kind.TRIGGER, decision.run(), kind);
      edge(Relation.WAS_STARTED_BY, run, trigger, basis(decision));
      edge(Relation.WAS_ASSOCIATED_WITH, run, instance, basis(decision));
    }
    return run;
  }

  /** A call has one thing that led to it: the call before it, or else its run. */
  private void led(CallLeaf.Decision decision, Node call, Node run, List<TracedCall> calls) {
    if (decision.parent().isEmpty()) {
      edge(Relation.WAS_INFORMED_BY, call, run, basis(decision));
      return;
    }
    String title =
        calls.stream()
            .filter(other -> other.txn().equals(decision.parent()))
            .findFirst()
            .map(GraphBuilder::title)
            .orElse("call " + brief(decision.parent()));
    Node parent = node(Kind.CALL, decision.parent(), title);
    edge(Relation.WAS_INFORMED_BY, call, parent, Basis.DECLARED);
  }

  private static Basis basis(CallLeaf.Decision decision) {
    return decision.text("run_by").equals("token") ? Basis.TEMPORAL : Basis.DECLARED;
  }

  private Node decided(CallLeaf.Decision decision, Node call) {
    String index = Long.toString(decision.entry().index());
    Node decided = node(Kind.DECISION, index, decision.text("decision") + " #" + index);
    edge(Relation.WAS_INFORMED_BY, call, decided, Basis.RECORDED);
    String policy = decision.text("policy", "digest");
    if (!policy.isEmpty()) {
      edge(
          Relation.USED,
          decided,
          node(Kind.POLICY, policy, "policy " + brief(policy)),
          Basis.RECORDED);
    }
    return decided;
  }

  private Node arguments(CallLeaf.Decision decision, Node call) {
    String tool = decision.text("tool_digest");
    if (!tool.isEmpty()) {
      Node definition = node(Kind.TOOL_DEFINITION, tool, "definition " + brief(tool));
      edge(Relation.USED, call, definition, Basis.RECORDED);
    }
    String server = decision.text("server");
    edge(Relation.WAS_ASSOCIATED_WITH, call, node(Kind.SERVER, server, server), Basis.RECORDED);
    String digest = decision.text("args_digest");
    if (digest.isEmpty()) {
      digest = decision.text("params_digest");
    }
    Node arguments = node(Kind.ARGUMENTS, decision.txn(), "arguments " + brief(digest));
    edge(Relation.USED, call, arguments, Basis.RECORDED);
    return arguments;
  }

  private void end(TracedCall traced, Node call) {
    for (CallLeaf end : traced.ends()) {
      String digest = end.text("result_digest");
      if (!digest.isEmpty()) {
        Node result = node(Kind.RESULT, traced.txn(), "result " + brief(digest));
        results.put(traced.txn(), result);
        edge(Relation.WAS_GENERATED_BY, result, call, Basis.RECORDED);
      }
    }
  }

  private Node node(Kind kind, String id, String label) {
    return node(new Node(kind, id, label));
  }

  private Node node(Node node) {
    nodes.add(node);
    return node;
  }

  private void edge(Relation relation, Node from, Node to, Basis basis) {
    edges.add(new Edge(relation, from, to, basis));
  }

  /** Enough of a digest or an id to tell it from others by eye. */
  private static String brief(String text) {
    String bare = text.substring(text.indexOf(':') + 1);
    return bare.length() <= SHOWN ? bare : bare.substring(0, SHOWN) + "…";
  }
}
