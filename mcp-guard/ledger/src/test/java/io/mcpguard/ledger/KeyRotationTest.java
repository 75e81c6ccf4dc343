package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mcpguard.ledger.Verification.Damaged;
import io.mcpguard.ledger.Verification.Verified;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log goes on under another key, and whoever knows the first one can follow. */
class KeyRotationTest {
  private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ORIGIN = "guard.example/audit";

  @TempDir Path parent;

  private Path log;
  private LogKeyFile keys;
  private VerifierKey first;

  @BeforeEach
  void begin() throws Exception {
    log = parent.resolve("log");
    keys = new LogKeyFile(parent.resolve("key"), ORIGIN, Logs.RANDOM);
    first = keys.open(log).verifier();
  }

  private Ledger open() throws Exception {
    return Ledger.open(log, LedgerOptions.of(keys.open(log), Logs.RANDOM).withSpace(1 << 17, 0));
  }

  /** Entries, a rotation, entries: under the key it gives. */
  private VerifierKey rotated(int before, int after) throws Exception {
    try (Ledger ledger = open()) {
      Logs.append(ledger, before);
      VerifierKey next = keys.rotate(ledger, AT, PATIENCE);
      Logs.append(ledger, after);
      return next;
    }
  }

  private static void verifies(Path log, VerifierKey key, long size) {
    assertThat(LedgerVerifier.verify(log, key))
        .asInstanceOf(type(Verified.class))
        .returns(size, Verified::size);
  }

  @Test
  void theLogVerifiesFromTheFirstKeyAndFromTheNext() throws Exception {
    VerifierKey next = rotated(100, 200);

    assertThat(next).isNotEqualTo(first);
    verifies(log, first, 301);
    verifies(log, next, 301);
  }

  @Test
  void twoRotationsAreFollowedFromEachKey() throws Exception {
    VerifierKey second = rotated(100, 200);
    VerifierKey third = rotated(10, 0);

    assertThat(LedgerReader.keysFrom(log, first)).containsExactly(first, second, third);
    verifies(log, first, 312);
    verifies(log, second, 312);
    verifies(log, third, 312);
  }

  @Test
  void theOldKeySignsNothingAfterIt() throws Exception {
    assertThat(rotated(1, 1)).isNotNull();
    byte[] note = Files.readAllBytes(log.resolve("checkpoint"));

    assertThatThrownBy(() -> Checkpoint.read(note, first))
        .hasMessageContaining("carries no signature by key");
    assertThat(Files.exists(parent.resolve("key.next"))).isFalse();
  }

  @Test
  void theCheckpointOfTheHandOverIsSignedByBoth() throws Exception {
    VerifierKey next = rotated(100, 0);

    Checkpoint head = KeyChain.follow(log, first).heads().getFirst();

    assertThat(Checkpoint.read(head.note().getBytes(UTF_8), first).size()).isEqualTo(101);
    assertThat(Checkpoint.read(head.note().getBytes(UTF_8), next).size()).isEqualTo(101);
  }

  @Test
  void theLeafNamesBothKeysInCanonicalJson() throws Exception {
    VerifierKey next = rotated(3, 0);

    assertThat(LedgerReader.open(log).entry(3).bytes())
        .asString(UTF_8)
        .isEqualTo(
            "{\"at\":\"2026-11-26T12:00:00Z\",\"event\":\"log_key_rotated\",\"next\":\""
                + next
                + "\",\"old\":\""
                + first
                + "\",\"type\":\"key\",\"v\":1}");
  }

  @Test
  void aStrangersKeyIsNotFollowed() throws Exception {
    assertThat(rotated(100, 0)).isNotNull();
    NoteSigner stranger = NoteSigner.generate(ORIGIN, Logs.RANDOM);

    assertThat(LedgerVerifier.verify(log, stranger.verifier()))
        .asInstanceOf(type(Damaged.class))
        .returns("checkpoint", Damaged::where);
  }

  @Test
  void withoutTheHandOverNobodyFollows() throws Exception {
    assertThat(rotated(100, 5)).isNotNull();
    Logs.delete(KeyChain.folder(log));

    assertThat(LedgerVerifier.verify(log, first))
        .asInstanceOf(type(Damaged.class))
        .extracting(Damaged::what)
        .asString()
        .contains("carries no signature by key");
  }

  @Tag("long")
  @Test
  void everyAlteredByteOfAHandOverIsFound() throws Exception {
    assertThat(rotated(20, 5)).isNotNull();
    Path file = KeyChain.folder(log).resolve("0000000000000000020.tlog-proof");
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(file, bad);

      assertThat(LedgerVerifier.verify(log, first))
          .as("byte %d", at)
          .asInstanceOf(type(Damaged.class))
          .extracting(Damaged::what)
          .asString()
          .startsWith("handover/" + file.getFileName());
    }
  }

  /** Whoever has the next key alone cannot say that the old one named it. */
  @Test
  void aHandOverThatTheOldKeyDidNotSignIsRefused() throws Exception {
    NoteSigner thief = NoteSigner.generate(ORIGIN, Logs.RANDOM);
    try (Ledger ledger = open()) {
      Logs.append(ledger, 9);
    }
    Path other = parent.resolve("other");
    byte[] leaf = new KeyLeaf(first, thief.verifier()).entry(AT);
    try (Ledger ledger = Ledger.open(other, LedgerOptions.of(thief, Logs.RANDOM))) {
      assertThat(ledger.append(leaf)).isZero();
    }
    KeyChain.keep(new Disk(), other, LedgerReader.open(other).proof(0), leaf);

    assertThatThrownBy(() -> KeyChain.follow(other, first))
        .hasMessageContaining("carries no signature by key " + first);
  }

  @Test
  void aLogThatForkedBeforeTheHandOverIsFound() throws Exception {
    assertThat(rotated(100, 5)).isNotNull();
    Path other = parent.resolve("other");
    try (Ledger ledger =
        Ledger.open(other, LedgerOptions.of(keys.open(log), Logs.RANDOM).withSpace(1 << 17, 0))) {
      Logs.append(ledger, 5000, 200);
    }
    Files.createDirectories(KeyChain.folder(other));
    Path handOver = KeyChain.folder(log).resolve("0000000000000000100.tlog-proof");
    Files.copy(handOver, KeyChain.folder(other).resolve(handOver.getFileName()));

    assertThat(LedgerVerifier.verify(other, first))
        .asInstanceOf(type(Damaged.class))
        .extracting(Damaged::what)
        .asString()
        .startsWith("the log was forked: its first 101 entries");
  }

  @Test
  void aStopBeforeTheHandOverLeavesTheOldKey() throws Exception {
    NoteSigner next = NoteSigner.openOrCreate(parent.resolve("key.next"), ORIGIN, Logs.RANDOM);
    try (Ledger ledger = open()) {
      byte[] leaf = new KeyLeaf(first, next.verifier()).entry(AT);
      assertThat(ledger.append(leaf)).isZero();
    }

    assertThat(keys.open(log).verifier()).isEqualTo(first);
    assertThat(Files.exists(parent.resolve("key.next"))).isFalse();
    verifies(log, first, 1);
  }

  /** As a stop leaves it that comes after the hand-over and before its checkpoint. */
  @Test
  void aStopAfterTheHandOverLeavesTheNextKey() throws Exception {
    byte[] oldKey = Files.readAllBytes(parent.resolve("key"));
    try (Ledger ledger = open()) {
      Logs.append(ledger, 100);
    }
    byte[] oldCheckpoint = Files.readAllBytes(log.resolve("checkpoint"));
    VerifierKey next = rotated(0, 0);
    Files.move(parent.resolve("key"), parent.resolve("key.next"));
    Files.write(parent.resolve("key"), oldKey);
    Files.write(log.resolve("checkpoint"), oldCheckpoint);

    verifies(log, first, 101);
    open().close();
    assertThat(keys.open(log).verifier()).isEqualTo(next);
    verifies(log, first, 101);
  }

  @Test
  void aKeyOfAnotherOriginTakesNothingOver() throws Exception {
    try (Ledger ledger = open()) {
      NoteSigner other = NoteSigner.generate("other.example/audit", Logs.RANDOM);

      assertThatThrownBy(() -> ledger.handOver(other, AT, PATIENCE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nothingAppendedMeanwhileIsLost() throws Exception {
    try (Ledger ledger = open();
        var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var writer =
          threads.submit(() -> {
            for (int i = 0; i < 500; i++) {
              assertThat(ledger.append(Logs.entry(i))).isNotNegative();
            }
            return true;
          });
      assertThat(keys.rotate(ledger, AT, PATIENCE)).isNotNull();
      assertThat(keys.rotate(ledger, AT, PATIENCE)).isNotNull();
      assertThat(writer.get()).isTrue();
    }

    verifies(log, first, 502);
    assertThat(LedgerReader.keysFrom(log, first)).hasSize(3);
  }

  @Test
  void anOriginWithAQuoteKeepsItsKey() throws Exception {
    NoteSigner quoted = NoteSigner.generate("a\"b", Logs.RANDOM);

    assertThatThrownBy(() -> new KeyLeaf(quoted.verifier(), quoted.verifier()).entry(AT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(List.of(KeyLeaf.read(new KeyLeaf(first, first).entry(AT))))
        .containsExactly(new KeyLeaf(first, first));
  }
}
