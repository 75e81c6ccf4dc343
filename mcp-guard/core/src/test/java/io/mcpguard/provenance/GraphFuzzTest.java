package io.mcpguard.provenance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Leaves that anybody wrote, one a line: the graph of them can be drawn in each form. */
class GraphFuzzTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NoteSigner SIGNER = NoteSigner.generate("guard.example/ledger", RANDOM);

  @TempDir private Path folder;

  private LedgerReader ledgerOf(List<String> leaves) throws Exception {
    Path log = Files.createTempDirectory(folder, "log").resolve("log");
    try (Ledger ledger = Ledger.open(log, LedgerOptions.of(SIGNER, RANDOM).withSpace(1 << 17, 0))) {
      for (String leaf : leaves) {
        ledger.append(leaf.getBytes(ISO_8859_1));
      }
    }
    return LedgerReader.open(log);
  }

  /** What a leaf says is never markup of the page. */
  private static int scripts(Graph graph) {
    return GraphPage.of(graph).split("<script", -1).length;
  }

  @FuzzTest
  void leaves(byte[] lines) throws Exception {
    List<String> leaves =
        new String(lines, ISO_8859_1).lines().filter(leaf -> leaf.length() < 1 << 15).toList();

    List<TracedCall> calls = new Calls(ledgerOf(leaves)).where(decision -> true);

    Graph graph = Graph.of("guard", calls);
    assertThat(calls).hasSizeLessThanOrEqualTo(leaves.size());
    assertThat(scripts(graph)).isEqualTo(scripts(Graph.of("guard", List.of())));
    assertThat(List.of(Mermaid.of(graph), Graphviz.of(graph))).doesNotContain("");
    assertThat(ProvJson.of(graph)).isNotEmpty();
  }
}
