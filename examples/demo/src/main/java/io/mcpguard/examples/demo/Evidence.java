package io.mcpguard.examples.demo;

import io.mcpguard.examples.demo.Story.Held;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.TlogProof;
import io.mcpguard.ledger.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The last part of the story: what is left of it when all is over. */
final class Evidence {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final House house;
  private final Story story;

  Evidence(House house, Story story) {
    this.house = house;
    this.story = story;
  }

  /** Whether the log holds, at this leaf, that this call may go out. */
  boolean allows(long leaf, String txn) throws Exception {
    Ledger ledger = house.guard().ledger();
    LedgerReader reader = LedgerReader.at(ledger.directory(), ledger.covering(leaf, PATIENCE));
    String record = text(reader.entry(leaf));
    return record.contains("\"type\":\"decision\"")
        && record.contains("\"decision\":\"allow\"")
        && record.contains(txn);
  }

  /** {@code paid} is the leaf of the decision about the payment. */
  void show(long paid) throws Exception {
    Ledger ledger = house.guard().ledger();
    LedgerReader reader = LedgerReader.at(ledger.directory(), ledger.covering(paid, PATIENCE));
    List<String> decisions = new ArrayList<>();
    reader.<IOException>forEach(
        0,
        entry -> {
          if (text(entry).contains("\"type\":\"decision\"")) {
            decisions.add(text(entry));
          }
        });
    long denied = decisions.stream().filter(e -> !e.contains("\"decision\":\"allow\"")).count();
    story.show(
        "The log holds %d decisions so far, %d of them refusals."
            .formatted(decisions.size(), denied),
        "each with agent, server, tool, reason and, by keyed digest, user and arguments",
        Held.of(true, denied > 0 && decisions.stream().allMatch(e -> e.contains("\"user\":"))));

    LedgerEntry decision = reader.entry(paid);
    TlogProof proof = reader.proof(paid);
    TlogProof read =
        TlogProof.read(proof.text().getBytes(StandardCharsets.UTF_8), ledger.verifierKey());
    story.show(
        "The decision about the payment is taken out of the log with a proof.",
        "by itself it proves: leaf %d is in the signed tree of %d leaves"
            .formatted(paid, read.checkpoint().size()),
        Held.of(true, read.proves(decision.bytes())));
    damage(ledger);
  }

  private void damage(Ledger ledger) throws IOException {
    Path copy = house.folder().resolve("copy");
    copy(ledger.directory(), copy);
    Verification sound = LedgerVerifier.verify(copy, ledger.verifierKey());
    story.show(
        "A copy of the whole log is recomputed offline.",
        "every leaf, every hash and the signature hold",
        Held.of(true, sound instanceof Verification.Verified));
    Path entries = signedEntries(copy, sound);
    byte[] bytes = Files.readAllBytes(entries);
    bytes[bytes.length / 2] ^= 1;
    Files.write(entries, bytes);
    Verification damaged = LedgerVerifier.verify(copy, ledger.verifierKey());
    story.show(
        "One bit of the copy is changed.",
        switch (damaged) {
          case Verification.Damaged found -> "found: " + found.what() + ", in " + found.where();
          case Verification.Verified unseen -> "the verifier finds it";
        },
        Held.of(true, damaged instanceof Verification.Damaged));
  }

  /**
   * The bundle that ends with the checkpoint (tlog-tiles, partial tiles); a story has fewer entries
   * than fill the first one. A newer one may lie beside it, which no signature covers yet.
   */
  private static Path signedEntries(Path copy, Verification of) {
    long size = of instanceof Verification.Verified whole ? whole.size() : 0;
    return copy.resolve("tile/entries/000.p/" + size);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static String text(LedgerEntry entry) {
    return new String(entry.bytes(), StandardCharsets.UTF_8);
  }
}
