package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Archive manifests, key leaves and hand-overs of any bytes: read as written, or refused. */
class ArchiveFuzzTest {
  @FuzzTest
  void aManifestHasOneSpelling(byte[] bytes) throws IOException {
    List<ArchiveManifest> read = new ArrayList<>();
    try {
      read.add(ArchiveManifest.read(bytes, List.of(Logs.SIGNER.verifier())));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read).allMatch(manifest -> manifest.text().equals(new String(bytes, UTF_8)));
  }

  @FuzzTest
  void aSignedManifestHasOneSpelling(byte[] bytes) throws IOException {
    Checkpoint head = Checkpoint.sign(Logs.SIGNER, 512, Hash.of(new byte[Hash.BYTES]));
    byte[] signed = (new String(bytes, UTF_8) + "\n\n" + head.note()).getBytes(UTF_8);
    List<ArchiveManifest> read = new ArrayList<>();
    try {
      read.add(ArchiveManifest.read(signed, List.of(Logs.SIGNER.verifier())));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read).allMatch(manifest -> manifest.text().equals(new String(signed, UTF_8)));
  }

  @FuzzTest
  void aKeyLeafHasOneSpellingForEachTime(byte[] entry) {
    List<KeyLeaf> read = new ArrayList<>();
    try {
      read.add(KeyLeaf.read(entry));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read)
        .allMatch(leaf -> leaf.entry(Instant.EPOCH).length <= entry.length + "00:00.".length());
  }

  @FuzzTest
  void aHandOverIsReadOrRefused(byte[] bytes) {
    List<HandOver> read = new ArrayList<>();
    try {
      read.add(HandOver.read(bytes));
    } catch (MalformedLogData refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(read).allMatch(handOver -> handOver.checkpoint().size() > 0);
  }
}
