package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.LogFile.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a log gives to whoever reads it from elsewhere (c2sp.org/tlog-tiles). */
class LogFileTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "checkpoint, CHECKPOINT",
    "verifier-key, KEY",
    "archived, ARCHIVED",
    "handover, HAND_OVERS",
    "handover/0000000000000000007.tlog-proof, HAND_OVER",
    "tile/0/000, FULL",
    "tile/7/x001/x234/067, FULL",
    "tile/entries/999, FULL",
    "tile/0/000.p/1, PARTIAL",
    "tile/entries/x001/000.p/255, PARTIAL"
  })
  void whatALogIsMadeOfHasAName(String path, Kind kind) {
    assertThat(LogFile.named(path)).contains(new LogFile(path, kind));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lock",
        "wal/base",
        "handover/7.tlog-proof",
        "handover/../lock",
        "tile/8/000",
        "tile/0/0000",
        "tile/0/001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/1000",
        "tile/0/000.p/1/..",
        "tile/entries/../0/000",
        "/checkpoint",
        "checkpoint/"
      })
  void nothingElseHas(String path) {
    assertThat(LogFile.named(path)).isEmpty();
  }

  @Test
  void aPartialTileBecomesAFullOneAndNothingElseBecomesAnything() {
    assertThat(LogFile.named("tile/0/x001/000.p/9").map(LogFile::full))
        .isEqualTo(LogFile.named("tile/0/x001/000"));
    assertThat(LogFile.checkpoint().full()).isEqualTo(LogFile.checkpoint());
  }

  @Test
  void theFilesOfASizeAreThoseThatAReaderOfThatSizeNeeds() throws Exception {
    long size = written(700);
    Path copy = folder.resolve("copy");
    List<LogFile> files = new ArrayList<>(List.of(LogFile.checkpoint(), LogFile.key()));
    LogFile.forEach(0, size, files::add);

    for (LogFile file : files) {
      Path target = copy.resolve(file.path());
      Files.createDirectories(target.getParent());
      Files.write(target, file.read(folder.resolve("log")).orElseThrow());
    }

    assertThat(size).isEqualTo(700);
    assertThat(LedgerVerifier.verify(copy)).isInstanceOf(Verification.Verified.class);
    assertThat(files).contains(LogFile.named("tile/entries/002.p/188").orElseThrow());
    assertThat(files).contains(LogFile.named("tile/1/000.p/2").orElseThrow());
  }

  @Test
  void whatALogDoesNotHaveIsEmpty() throws Exception {
    written(1);
    Path log = folder.resolve("log");

    assertThat(LogFile.archived().read(log)).isEmpty();
    assertThat(LogFile.handOvers().read(log)).contains(new byte[0]);
    assertThat(LogFile.named("tile/0/000").orElseThrow().read(log)).isEmpty();
  }

  private long written(int entries) throws Exception {
    NoteSigner signer = NoteSigner.generate("example.internal/ledger", RANDOM);
    try (Ledger ledger = Ledger.open(folder.resolve("log"), LedgerOptions.of(signer, RANDOM));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Long>> appends =
          IntStream.range(0, entries)
              .<Callable<Long>>mapToObj(i -> () -> ledger.append(("entry " + i).getBytes(UTF_8)))
              .toList();
      assertThat(threads.invokeAll(appends)).hasSize(entries);
    }
    return LedgerReader.open(folder.resolve("log")).checkpoint().size();
  }

  @Test
  void aSignedDocumentHoldsForItsTypeItsBytesAndItsKeyAlone() {
    NoteSigner signer = NoteSigner.generate("example.internal/ledger", RANDOM);
    NoteSigner other = NoteSigner.generate("example.internal/ledger", RANDOM);
    Attestation signed = signer.attest("text/plain", "abc".getBytes(UTF_8));

    assertThat(signer.verifier().signed(signed)).isTrue();
    assertThat(signed.keyId())
        .isEqualTo(signer.verifier().keyId())
        .matches("example\\.internal/ledger\\+[0-9a-f]{8}");
    assertThat(other.verifier().signed(signed)).isFalse();
    assertThat(
            signer
                .verifier()
                .signed(
                    new Attestation(
                        "text/html", signed.payload(), signed.keyId(), signed.signature())))
        .isFalse();
    assertThat(
            signer
                .verifier()
                .signed(
                    new Attestation(
                        signed.type(), "abd".getBytes(UTF_8), signed.keyId(), signed.signature())))
        .isFalse();
  }

  /**
   * "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body (DSSE v1, protocol, signature definition).
   */
  @Test
  void whatIsSignedIsThePreAuthenticationEncoding() {
    assertThat(Attestation.encoding("http://example.com/HelloWorld", "hello world".getBytes(UTF_8)))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world".getBytes(UTF_8));
  }
}
