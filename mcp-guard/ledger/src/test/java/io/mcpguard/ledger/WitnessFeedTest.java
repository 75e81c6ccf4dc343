package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mcpguard.ledger.WitnessReport.Forked;
import io.mcpguard.ledger.WitnessReport.RolledBack;
import io.mcpguard.ledger.WitnessReport.Unanswered;
import io.mcpguard.ledger.WitnessReport.Witnessed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack row A33 with a witness: a log that was taken back or rewritten is found out. */
class WitnessFeedTest {
  private static final Cosigner COSIGNER = Cosigner.generate("witness.example/w1", Logs.RANDOM);

  @TempDir Path parent;

  private final List<String> asked = new ArrayList<>();
  private Witness witness;

  @BeforeEach
  void open() throws Exception {
    witness =
        Witness.open(
            parent.resolve("witness"),
            COSIGNER,
            List.of(Logs.SIGNER.verifier()),
            InstantSource.system());
  }

  @AfterEach
  void close() throws Exception {
    witness.close();
  }

  private WitnessFeed.Reply answer(byte[] body) throws IOException {
    asked.add(new String(body, UTF_8).lines().findFirst().orElseThrow());
    return switch (witness.add(body)) {
      case WitnessAnswer.Cosigned(String lines) ->
          new WitnessFeed.Reply(200, lines.getBytes(UTF_8));
      case WitnessAnswer.Conflict(long size) ->
          new WitnessFeed.Reply(409, (size + "\n").getBytes(UTF_8));
      case WitnessAnswer.Rejected(WitnessAnswer.Fault fault) ->
          new WitnessFeed.Reply(fault.status(), new byte[0]);
    };
  }

  /** Appends, closes, and brings what is there to the witness. */
  private WitnessReport push(Path log, int from, int count) throws Exception {
    try (Ledger ledger = Ledger.open(log, Logs.options())) {
      Logs.append(ledger, from, count);
    }
    try (Ledger ledger = Ledger.open(log, Logs.options())) {
      return new WitnessFeed(ledger, COSIGNER.key(), this::answer).push(ledger.reader());
    }
  }

  private Path log() {
    return parent.resolve("log");
  }

  @Test
  void aCheckpointIsWitnessedAndKeptBesideTheLog() throws Exception {
    Witnessed first = (Witnessed) push(log(), 0, 100);

    assertThat(first.cosignature().checkpoint().size()).isEqualTo(100);
    assertThat(new CosignedCheckpoints(log()).of(COSIGNER.key()))
        .contains(first.cosignature().checkpoint());
  }

  @Test
  void aRestartGoesOnWhereTheLastOneStopped() throws Exception {
    assertThat(push(log(), 0, 100)).isInstanceOf(Witnessed.class);

    assertThat(push(log(), 100, 200)).isInstanceOf(Witnessed.class);

    assertThat(asked).containsExactly("old 0", "old 100");
  }

  @Test
  void whoeverForgotWhatWasCosignedAsksAgain() throws Exception {
    assertThat(push(log(), 0, 100)).isInstanceOf(Witnessed.class);
    Logs.delete(log().resolve("cosigned"));

    assertThat(push(log(), 100, 200)).isInstanceOf(Witnessed.class);

    assertThat(asked).containsExactly("old 0", "old 0", "old 100");
  }

  /** The whole data directory comes from an older copy, so nothing in it gives that away. */
  @Test
  void aDirectoryRestoredFromAnOlderCopyIsFoundByTheWitness() throws Exception {
    assertThat(push(log(), 0, 100)).isInstanceOf(Witnessed.class);
    Path copy = copy(log(), "copy");
    assertThat(push(log(), 100, 200)).isInstanceOf(Witnessed.class);

    assertThat(push(copy, 100, 50)).isEqualTo(new RolledBack(300));
  }

  @Test
  void aRestoredDirectoryThatHasGrownBeyondIsAFork() throws Exception {
    assertThat(push(log(), 0, 100)).isInstanceOf(Witnessed.class);
    Path copy = copy(log(), "copy");
    assertThat(push(log(), 100, 200)).isInstanceOf(Witnessed.class);

    assertThat(push(copy, 1000, 300)).isEqualTo(new Forked());
  }

  @Test
  void aRestoredDirectoryThatHasGrownToTheSameSizeIsAFork() throws Exception {
    assertThat(push(log(), 0, 100)).isInstanceOf(Witnessed.class);
    Path copy = copy(log(), "copy");
    assertThat(push(log(), 100, 200)).isInstanceOf(Witnessed.class);

    assertThat(push(copy, 1000, 200)).isEqualTo(new Forked());
  }

  /** The protocol before July 2026: "If they don't match, … 409 Conflict". */
  @Test
  void aConflictOverTheWholeOfTheLogIsAFork() throws Exception {
    Logs.written(log(), 100);
    try (Ledger ledger = Ledger.open(log(), Logs.options())) {
      WitnessFeed feed = feed(ledger, 409, "100\n");

      assertThat(feed.push(ledger.reader())).isEqualTo(new Forked());
    }
  }

  @Test
  void aConflictOverMoreThanTheLogHasIsARollback() throws Exception {
    Logs.written(log(), 100);
    try (Ledger ledger = Ledger.open(log(), Logs.options())) {
      WitnessFeed feed = feed(ledger, 409, "101\n");

      assertThat(feed.push(ledger.reader())).isEqualTo(new RolledBack(101));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"99\n", "100", "100\n\n", " 100\n", "100 \n", "", "\n", "-1\n"})
  void aConflictThatDoesNotEndSaysNothingOfTheLog(String size) throws Exception {
    Logs.written(log(), 100);
    try (Ledger ledger = Ledger.open(log(), Logs.options())) {
      WitnessFeed feed = feed(ledger, 409, size);

      assertThat(feed.push(ledger.reader()))
          .asInstanceOf(type(Unanswered.class))
          .extracting(Unanswered::why)
          .asString()
          .contains("answered 409");
    }
  }

  private static WitnessFeed feed(Ledger ledger, int status, String body) throws IOException {
    return new WitnessFeed(
        ledger, COSIGNER.key(), request -> new WitnessFeed.Reply(status, body.getBytes(UTF_8)));
  }

  @Test
  void aLogThatWasTakenBackDoesNotOpenBesideWhatWasCosigned() throws Exception {
    Path copy = copy(Logs.written(log(), 100), "copy");
    assertThat(push(log(), 100, 200)).isInstanceOf(Witnessed.class);
    copied(log().resolve("cosigned"), copy);

    assertThatThrownBy(() -> Ledger.open(copy, Logs.options()))
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("rolled back: it has 100 entries, but a witness cosigned 300");
  }

  @Test
  void aLogThatWasRewrittenDoesNotOpenBesideWhatWasCosigned() throws Exception {
    assertThat(push(log(), 0, 100)).isInstanceOf(Witnessed.class);
    Path other = parent.resolve("other");
    try (Ledger ledger = Ledger.open(other, Logs.options())) {
      Logs.append(ledger, 1000, 200);
    }
    copied(log().resolve("cosigned"), other);

    assertThatThrownBy(() -> Ledger.open(other, Logs.options()))
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("the log was forked");
  }

  @Test
  void theCheckpointThatAWitnessKeptShowsARollback() throws Exception {
    Path copy = copy(Logs.written(log(), 100), "copy");
    assertThat(push(log(), 100, 200)).isInstanceOf(Witnessed.class);
    Checkpoint kept = witness.latest(Witness.hash("guard.example/audit")).orElseThrow();

    assertThat(LedgerVerifier.verify(copy, Logs.SIGNER.verifier(), kept))
        .asInstanceOf(type(Verification.Damaged.class))
        .returns(
            "the log was rolled back: it has 100 entries, but had 300 before",
            Verification.Damaged::what);
  }

  @Test
  void aCosignatureBySomebodyElseIsNotKept() throws Exception {
    Cosigner impostor = Cosigner.generate("witness.example/w1", Logs.RANDOM);
    try (Ledger ledger = Ledger.open(log(), Logs.options())) {
      WitnessFeed feed = new WitnessFeed(ledger, impostor.key(), this::answer);

      assertThat(feed.push(ledger.reader())).isInstanceOf(Unanswered.class);
      assertThat(feed.last()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 403, 404, 500})
  void anyOtherAnswerSaysNothingOfTheLog(int status) throws Exception {
    try (Ledger ledger = Ledger.open(log(), Logs.options())) {
      WitnessFeed feed =
          new WitnessFeed(
              ledger, COSIGNER.key(), body -> new WitnessFeed.Reply(status, new byte[0]));

      assertThat(feed.push(ledger.reader()))
          .asInstanceOf(type(Unanswered.class))
          .extracting(Unanswered::why)
          .asString()
          .contains("answered " + status);
    }
  }

  @Test
  void aWitnessOutOfReachSaysNothingOfTheLog() throws Exception {
    try (Ledger ledger = Ledger.open(log(), Logs.options())) {
      WitnessFeed feed =
          new WitnessFeed(
              ledger,
              COSIGNER.key(),
              body -> {
                throw new IOException("connection refused");
              });

      assertThat(feed.push(ledger.reader())).isInstanceOf(Unanswered.class);
    }
  }

  private Path copy(Path log, String name) throws Exception {
    Path to = parent.resolve(name);
    Files.createDirectories(to);
    try (var files = Files.list(log)) {
      for (Path file : files.toList()) {
        copied(file, to);
      }
    }
    return to;
  }

  private static void copied(Path file, Path into) throws Exception {
    Process cp = new ProcessBuilder("cp", "-R", file.toString(), into.toString()).start();
    assertThat(cp.waitFor()).isZero();
  }
}
