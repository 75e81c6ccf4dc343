package io.mcpguard.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardServer;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Rotation, erasure, retention and forks, as operators and auditors ask for them. */
class EvidenceCommandsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String GUARD =
      """
      data: data
      listen: { mcp: "127.0.0.1:0", public-url: "http://127.0.0.1:8931" }
      users: { alice: { may: [files.read] } }
      upstreams: { files: { url: "http://127.0.0.1:9/mcp", assertion: txn-token } }
      scopes: { files.read: { says: Read, tools: ["files/read_*"] } }
      evidence: { origin: guard.example/audit/acme }
      """;
  private static final String PASSWORD = "correct horse battery";

  @TempDir Path directory = Path.of("");

  private record Answer(int exit, String text) {}

  @BeforeEach
  void configure() throws Exception {
    Files.writeString(directory.resolve("guard.yaml"), GUARD);
  }

  private Answer execute(List<String> arguments) {
    StringWriter said = new StringWriter();
    CommandLine line =
        CommandLineProgram.commands(
            () -> PasswordSource.line(new ByteArrayInputStream((PASSWORD + "\n").getBytes(UTF_8))));
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(said));
    return new Answer(line.execute(arguments.toArray(String[]::new)), said.toString());
  }

  private Answer guard(String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("-c", directory.resolve("guard.yaml").toString()));
    return execute(arguments);
  }

  private Answer audit(String... words) {
    List<String> arguments = new ArrayList<>(List.of("audit"));
    arguments.addAll(List.of(words));
    return execute(arguments);
  }

  private Path ledger() {
    return directory.resolve("data/ledger");
  }

  private List<String> leaves() throws Exception {
    List<String> leaves = new ArrayList<>();
    LedgerReader.open(ledger())
        .<RuntimeException>forEach(0, entry -> leaves.add(new String(entry.bytes(), UTF_8)));
    return leaves;
  }

  private String key() throws Exception {
    return LedgerReader.ownKey(ledger()).toString();
  }

  @Test
  void theLedgerHasTheOriginOfTheConfiguration() throws Exception {
    assertThat(guard("users", "add", "bob").exit()).isZero();

    assertThat(LedgerReader.open(ledger()).checkpoint().origin())
        .isEqualTo("guard.example/audit/acme");
  }

  @Test
  void theLedgersKeyRotatesWhileNoGuardRuns() throws Exception {
    assertThat(guard("users", "add", "bob").exit()).isZero();
    Path kept = Files.copy(ledger().resolve("checkpoint"), directory.resolve("kept"));

    Answer rotated = guard("keys", "rotate", "--ledger");

    assertThat(rotated).returns(0, Answer::exit);
    assertThat(rotated.text()).contains("guard.example/audit/acme+").doesNotContain(key());
    assertThat(guard("users", "add", "carol").exit()).isZero();
    assertThat(
            audit("verify", ledger().toString(), "--key", key(), "--checkpoint", kept.toString())
                .exit())
        .isZero();
    assertThat(leaves()).anyMatch(leaf -> leaf.contains("log_key_rotated"));
  }

  @Test
  void theLedgersKeyRotatesInTheRunningGuard() throws Exception {
    ConfigurationRead.Read read =
        (ConfigurationRead.Read) Configuration.read(directory.resolve("guard.yaml"));
    try (GuardServer server = GuardServer.open(read)) {
      server.start();

      assertThat(guard("keys", "rotate", "--ledger").exit()).isZero();
      assertThat(server.ledger().verifierKey().toString()).isNotEqualTo(key());
    }
    assertThat(audit("verify", ledger().toString(), "--key", key()).exit()).isZero();
  }

  @Test
  void aLedgerIsExportedALineForEachLeaf() throws Exception {
    assertThat(guard("users", "add", "bob").exit()).isZero();
    assertThat(guard("users", "add", "carol").exit()).isZero();

    Answer events = audit("export", ledger().toString());

    assertThat(events).returns(0, Answer::exit);
    assertThat(events.text()).hasLineCount(2);
    assertThat(events.text().lines())
        .allMatch(line -> line.startsWith("{") && line.contains("\"class_uid\":3004"));
    assertThat(audit("export", ledger().toString(), "--from", "1").text()).hasLineCount(1);
    assertThat(audit("export", ledger().toString(), "--from", "-1").exit()).isEqualTo(2);
  }

  @Test
  void aLedgerWithoutCallsHasNoSpans() throws Exception {
    assertThat(guard("users", "add", "bob").exit()).isZero();

    assertThat(audit("export", ledger().toString(), "--format", "otel"))
        .isEqualTo(new Answer(0, ""));
  }

  @Test
  void whatIsNoLedgerIsNotExported() {
    assertThat(audit("export", directory.toString()).exit()).isEqualTo(3);
  }

  @Test
  void anErasedPersonIsInNoFileAndTheLedgerVerifies() throws Exception {
    assertThat(guard("users", "add", "mallory.erased").exit()).isZero();
    Path kept = Files.copy(ledger().resolve("checkpoint"), directory.resolve("kept"));

    Answer erased = guard("users", "erase", "mallory.erased");

    assertThat(erased).returns(0, Answer::exit);
    try (var files = Files.walk(directory.resolve("data"))) {
      assertThat(files.filter(Files::isRegularFile).toList())
          .allSatisfy(file ->
              assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                  .as(file.toString())
                  .doesNotContain("mallory.erased"));
    }
    assertThat(audit("verify", ledger().toString(), "--checkpoint", kept.toString()).exit())
        .isZero();
    assertThat(leaves())
        .last()
        .asString()
        .contains("person_erased")
        .doesNotContain("user\"")
        .doesNotContain("hmac");
  }

  @Test
  void nobodyIsErasedWhoIsNotThere() {
    assertThat(guard("users", "erase", "nobody").exit()).isEqualTo(1);
  }

  private Path written(String name, NoteSigner signer, int from, int count) throws Exception {
    Path log = directory.resolve(name);
    try (Ledger ledger = Ledger.open(log, LedgerOptions.of(signer, RANDOM).withSpace(1 << 17, 0));
        var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      List<java.util.concurrent.Callable<Long>> appends = new ArrayList<>();
      for (int i = from; i < from + count; i++) {
        byte[] entry = ("entry " + i + " ".repeat(60)).getBytes(UTF_8);
        appends.add(() -> ledger.append(entry));
      }
      for (var done : threads.invokeAll(appends)) {
        assertThat(done.get()).isNotNegative();
      }
    }
    return log;
  }

  @Test
  void anOlderPartIsArchivedAndEverythingVerifies() throws Exception {
    NoteSigner signer = NoteSigner.generate("guard.example/audit", RANDOM);
    String log = written("log", signer, 0, 3000).toString();
    String archive = directory.resolve("archive").toString();

    Answer archived = audit("archive", log, "--below", "600", "--to", archive, "--remove");

    assertThat(archived).returns(0, Answer::exit);
    assertThat(archived.text()).contains("from 512 on");
    assertThat(audit("verify", log).text()).contains("512", "of those before it only the hashes");
    assertThat(audit("verify", log, "--archive", archive).text())
        .contains("every entry, tile and signature agrees");
    assertThat(audit("verify-archive", archive).exit()).isZero();
  }

  @Test
  void anAlteredArchiveIsFound() throws Exception {
    NoteSigner signer = NoteSigner.generate("guard.example/audit", RANDOM);
    String log = written("log", signer, 0, 3000).toString();
    Path archive = directory.resolve("archive");
    assertThat(audit("archive", log, "--below", "600", "--to", archive.toString()).exit()).isZero();
    Path bundle = archive.resolve("tile/entries/001");
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[9] ^= 1;
    Files.write(bundle, bytes);

    assertThat(audit("verify-archive", archive.toString()))
        .returns(1, Answer::exit)
        .extracting(Answer::text)
        .asString()
        .contains("entry 256 is not the one that was logged");
  }

  @Test
  void whatIsNotInFullTilesIsNotArchived() throws Exception {
    NoteSigner signer = NoteSigner.generate("guard.example/audit", RANDOM);
    String log = written("log", signer, 0, 10).toString();
    String archive = directory.resolve("archive").toString();

    assertThat(audit("archive", log, "--below", "600", "--to", archive))
        .returns(3, Answer::exit)
        .extracting(Answer::text)
        .asString()
        .contains("there is nothing to archive");
  }

  private Answer compare(Path one, Path other, NoteSigner signer) {
    return audit(
        "compare",
        one.resolve("checkpoint").toString(),
        other.resolve("checkpoint").toString(),
        "--key",
        signer.verifier().toString());
  }

  @Test
  void twoHistoriesOfOneSizeAreAFork() throws Exception {
    NoteSigner signer = NoteSigner.generate("guard.example/audit", RANDOM);
    Path one = written("one", signer, 0, 5);
    Path other = written("other", signer, 100, 5);

    assertThat(compare(one, other, signer))
        .returns(1, Answer::exit)
        .extracting(Answer::text)
        .asString()
        .contains("fork: the key signed two histories of 5 entries");
    assertThat(compare(one, one, signer).exit()).isZero();
  }

  @Test
  void checkpointsOfTwoSizesAreNoFork() throws Exception {
    NoteSigner signer = NoteSigner.generate("guard.example/audit", RANDOM);

    assertThat(compare(written("one", signer, 0, 5), written("other", signer, 0, 6), signer))
        .returns(0, Answer::exit);
  }

  @Test
  void aWitnessBeyondLoopbackNeedsTls() {
    NoteSigner signer = NoteSigner.generate("guard.example/audit", RANDOM);

    assertThat(
            execute(
                List.of(
                    "witness",
                    "--data",
                    directory.resolve("witness").toString(),
                    "--name",
                    "witness.example/w1",
                    "--log",
                    signer.verifier().toString(),
                    "--listen",
                    "0.0.0.0:0")))
        .returns(2, Answer::exit);
  }
}
