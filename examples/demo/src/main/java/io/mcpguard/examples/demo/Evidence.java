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
  private final House house;
  private final Story story;

  Evidence(House house, Story story) {
    this.house = house;
    this.story = story;
  }

  /** {@code last} is the leaf of the last decision. */
  void show(long last) throws Exception {
    Ledger ledger = house.guard().ledger();
    LedgerReader reader =
        LedgerReader.at(ledger.directory(), ledger.covering(last, Duration.ofSeconds(5)));
    List<LedgerEntry> decisions = new ArrayList<>();
    reader.<IOException>forEach(
        0,
        entry -> {
          if (text(entry).contains("\"type\":\"decision\"")) {
            decisions.add(entry);
          }
        });
    story.show(
        "The log holds " + decisions.size() + " decisions, each with user, agent, tool and reason.",
        "refused calls are there as well as allowed ones",
        Held.of(true, decisions.stream().anyMatch(e -> text(e).contains("\"decision\":\"deny\""))));

    LedgerEntry decision = decisions.getLast();
    TlogProof proof = reader.proof(decision.index());
    TlogProof read =
        TlogProof.read(proof.text().getBytes(StandardCharsets.UTF_8), ledger.verifierKey());
    story.show(
        "A proof of the last decision is taken out and checked by itself.",
        "leaf "
            + decision.index()
            + " is in the signed tree of "
            + read.checkpoint().size()
            + " leaves",
        Held.of(true, read.proves(decision.bytes())));
    damage(ledger);
  }

  private void damage(Ledger ledger) throws IOException {
    Path copy = house.folder().resolve("copy");
    copy(ledger.directory(), copy);
    Verification sound = LedgerVerifier.verify(copy, ledger.verifierKey());
    story.show(
        "A copy of the whole log is recomputed offline.",
        "it verifies",
        Held.of(true, sound instanceof Verification.Verified));
    Path entries = newestEntries(copy);
    byte[] bytes = Files.readAllBytes(entries);
    bytes[bytes.length / 2] ^= 1;
    Files.write(entries, bytes);
    Verification damaged = LedgerVerifier.verify(copy, ledger.verifierKey());
    story.show(
        "One bit of the copy is changed.",
        "found: " + damaged,
        Held.of(true, damaged instanceof Verification.Damaged));
  }

  private static Path newestEntries(Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(copy.resolve("tile").resolve("entries"))) {
      return files
          .filter(Files::isRegularFile)
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
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
