package io.mcpguard.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.TlogProof;
import io.mcpguard.provenance.Edge.Basis;
import io.mcpguard.provenance.Edge.Relation;
import io.mcpguard.testkit.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Graph: rebuilt from the ledger alone, PROV-shaped … edges say what they are" (contracts §2). */
class GraphTest {
  @TempDir private Path folder;
  private Story story;

  @BeforeEach
  void begin() throws Exception {
    story = new Story(folder);
  }

  @AfterEach
  void end() throws Exception {
    story.close();
  }

  /** A host calls one tool, whose server calls another, whose server calls a third. */
  private LedgerReader threeHops() throws Exception {
    return story
        .root("a", "host")
        .root("stranger", "other")
        .child("b", "a", "run-of-a", "server-a", "host")
        .child("c", "b", "run-of-a", "server-b", "server-a", "host")
        .end("c", 3)
        .end("b", 2)
        .end("a", 0)
        .read();
  }

  /** What is asked for and is more than an answer holds is not left out without a word. */
  @Test
  void eachFormOfAGraphThatWasCutSaysSo() throws Exception {
    LedgerReader ledger = threeHops();
    Graph cut = Graph.of("guard", new Calls(ledger, 3).gather(decision -> true));
    Graph whole = Graph.of("guard", new Calls(ledger, 4).gather(decision -> true));
    String caution = "These are the last calls: 1 earlier ones are left out.";

    for (String form : forms(cut)) {
      assertThat(form).contains(caution);
    }
    for (String form : forms(whole)) {
      assertThat(form).doesNotContain("left out");
    }
  }

  private static List<String> forms(Graph graph) {
    return List.of(
        GraphPage.of(graph),
        Mermaid.of(graph),
        Graphviz.of(graph),
        new String(ProvJson.of(graph), StandardCharsets.UTF_8));
  }

  @Test
  void aFamilyThatWasCutSaysHowMuchIsMissing() throws Exception {
    Calls.Gathered family = new Calls(threeHops(), 2).around("c");

    assertThat(family.leftOut()).isEqualTo(1);
    assertThat(family.calls()).extracting(TracedCall::txn).containsExactly("b", "c");
  }

  @Test
  void theWayFromACallLeadsThroughEachThatLedToItToTheRoot() throws Exception {
    assertThat(new Calls(threeHops()).path("c"))
        .extracting(TracedCall::txn)
        .containsExactly("c", "b", "a");
  }

  @Test
  void theFamilyOfACallIsItsWholeTreeAndNoStranger() throws Exception {
    assertThat(new Calls(threeHops()).around("b").calls())
        .extracting(TracedCall::txn)
        .containsExactly("a", "b", "c");
  }

  @Test
  void aCallThatNobodyMadeHasNoWay() throws Exception {
    assertThat(new Calls(threeHops()).path("z")).isEmpty();
  }

  @Test
  void aParentThatTheLogDoesNotHaveIsNotPassedOver() throws Exception {
    LedgerReader ledger = story.child("b", "lost", "run", "server-a", "host").read();

    assertThatThrownBy(() -> new Calls(ledger).path("b"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not its parent lost");
  }

  @Test
  void aCallIsFoundByWhatItsResultIsInTheLog() throws Exception {
    assertThat(new Calls(threeHops()).withResult(Set.of("hmac-sha256:result-of-b")))
        .extracting(TracedCall::txn)
        .containsExactly("b");
  }

  @Test
  void eachCallCameOfOneThingAlone() throws Exception {
    Graph graph = graph(threeHops());

    assertThat(graph.nodes())
        .filteredOn(node -> node.kind() == Node.Kind.CALL)
        .allSatisfy(call ->
            assertThat(graph.from(call))
                .filteredOn(edge -> edge.relation() == Relation.WAS_INFORMED_BY)
                .filteredOn(edge -> edge.to().kind() != Node.Kind.DECISION)
                .hasSize(1));
  }

  @Test
  void aParentIsDeclaredAndARunByTokenIsNoMoreThanTemporal() throws Exception {
    LedgerReader ledger =
        story
            .root("a", "host")
            .child("b", "a", "run-of-a", "server-a", "host")
            .write(
                JsonText.object()
                    .put("type", "decision")
                    .put("txn", "t")
                    .put("run", "token-run")
                    .put("run_by", "token")
                    .put("root", JsonText.object().put("kind", "unattributed")))
            .read();

    assertThat(ledBy(graph(ledger), "b").basis()).isEqualTo(Basis.DECLARED);
    assertThat(ledBy(graph(ledger), "t").basis()).isEqualTo(Basis.TEMPORAL);
  }

  @Test
  void aValueThatCameAgainIsAnEdgeThatWasObserved() throws Exception {
    LedgerReader ledger =
        story.root("a", "host").end("a", 0).observing("b", "run-of-a", "a").read();

    assertThat(graph(ledger).edges())
        .filteredOn(edge -> edge.relation() == Relation.WAS_DERIVED_FROM)
        .singleElement()
        .satisfies(edge -> {
          assertThat(edge.basis()).isEqualTo(Basis.OBSERVED);
          assertThat(edge.from().id()).isEqualTo("b");
          assertThat(edge.to().id()).isEqualTo("a");
        });
  }

  @Test
  void leavesThatTellOfNoCallAreLeftOut() throws Exception {
    LedgerReader ledger =
        story.write(JsonText.object().put("type", "login")).root("a", "host").read();

    assertThat(new Calls(ledger).where(decision -> true))
        .extracting(TracedCall::txn)
        .containsExactly("a");
  }

  @Test
  void everyLeafOnTheWayComesWithAProofThatHolds() throws Exception {
    LedgerReader ledger = threeHops();

    JsonNode proven = read(ProvenPath.of(ledger, new Calls(ledger).path("c")));

    assertThat(proven.at("/path")).hasSize(3);
    for (JsonNode call : proven.path("path")) {
      for (JsonNode leaf : call.path("leaves")) {
        byte[] bytes = Base64.getUrlDecoder().decode(leaf.path("bytes").asText());
        TlogProof proof =
            TlogProof.read(
                leaf.path("proof").asText().getBytes(StandardCharsets.UTF_8),
                LedgerReader.ownKey(folder));
        assertThat(proof.proves(bytes)).isTrue();
        assertThat(proof.index()).isEqualTo(leaf.path("index").asLong());
        bytes[0]++;
        assertThat(proof.proves(bytes)).isFalse();
      }
    }
  }

  @Test
  void anEntryThatWasAlteredTellsNothing() throws Exception {
    LedgerReader ledger = threeHops();
    Path bundle = folder.resolve("tile/entries/000.p/7");
    byte[] bytes = Files.readAllBytes(bundle);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("hmac-sha256:alice");
    bytes[at + "hmac-sha256:".length()] = 'm';
    Files.write(bundle, bytes);

    assertThatThrownBy(() -> new Calls(ledger).path("c")).isInstanceOf(AlteredEntry.class);
  }

  @Test
  void provJsonNamesBothEndsOfEveryEdgeAmongItsNodes() throws Exception {
    JsonNode document = read(ProvJson.of(graph(threeHops())));

    List<String> names =
        List.of("agent", "activity", "entity").stream()
            .flatMap(type -> document.path(type).properties().stream())
            .map(Map.Entry::getKey)
            .toList();
    JsonNode informed = document.path("wasInformedBy");
    assertThat(informed).isNotEmpty();
    informed.forEach(edge -> {
      assertThat(names).contains(edge.path("prov:informed").asText());
      assertThat(names).contains(edge.path("prov:informant").asText());
    });
  }

  @Test
  void aNameThatAStrangerChoseBreaksOutOfNoPicture() throws Exception {
    String name = "<script>\"]; a --> b\\\" #quot; | `";
    LedgerReader ledger = story.root("a", name).read();
    Graph graph = graph(ledger);

    assertThat(GraphPage.of(graph)).doesNotContain("<script").contains("&lt;script&gt;");
    assertThat(Mermaid.of(graph)).doesNotContain("<script").doesNotContain("; a -->");
    assertThat(Graphviz.of(graph)).contains("\\\"]; a --> b\\\\\\\" #quot; | `\"");
  }

  @Test
  void thePageNeedsNoNetworkAndRunsNothing() throws Exception {
    String page = GraphPage.of(graph(threeHops()));

    assertThat(page.replace("http://www.w3.org/2000/svg", "").replace("https://tools.example", ""))
        .doesNotContain("http:", "https:", "<script", "javascript:");
    assertThat(page).contains("default-src 'none'");
  }

  private static Graph graph(LedgerReader ledger) throws Exception {
    return Graph.of("guard.example/ledger", new Calls(ledger).where(decision -> true));
  }

  private static Edge ledBy(Graph graph, String txn) {
    return graph.edges().stream()
        .filter(edge -> edge.relation() == Relation.WAS_INFORMED_BY)
        .filter(edge -> edge.from().id().equals(txn) && edge.from().kind() == Node.Kind.CALL)
        .filter(edge -> edge.to().kind() != Node.Kind.DECISION)
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode read(byte[] json) {
    return Json.read(new String(json, StandardCharsets.UTF_8));
  }
}
