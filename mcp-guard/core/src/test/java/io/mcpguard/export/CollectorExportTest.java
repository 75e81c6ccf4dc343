package io.mcpguard.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.ledger.LedgerArchiver;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.OtlpCollector;
import io.mcpguard.testkit.Received;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "Slow or dead sinks never slow a call and never lose a record", at a collector over HTTP. */
class CollectorExportTest {
  @TempDir private Path folder;
  private final OtlpCollector collector = OtlpCollector.start();
  private ExportedLedger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = new ExportedLedger(folder);
  }

  @AfterEach
  void close() throws Exception {
    try (collector) {
      ledger.close();
    }
  }

  private static List<Long> indexes(Collection<JsonNode> records) {
    return records.stream()
        .map(record -> Json.read(record.at("/body/stringValue").asText()))
        .map(event -> event.at("/attestation_list/0/uid").asLong())
        .toList();
  }

  private static List<Long> upTo(long size) {
    return LongStream.range(0, size).boxed().toList();
  }

  @Test
  void eachLeafIsALogRecordOnce() throws Exception {
    ledger.write(40);
    ledger.exportTo(collector.url(), Form.OCSF);

    assertThat(indexes(collector.taken(40))).isEqualTo(upTo(40));
    ledger.awaitSize(40);
  }

  @Test
  void aRequestIsOfOtlpInJson() throws Exception {
    ledger.write(1);
    ledger.exportTo(collector.url(), Form.OTEL);
    Received request = collector.nextTaken();

    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/v1/traces");
    assertThat(request.header("Content-Type")).contains("application/json");
    assertThat(request.json().at("/resourceSpans/0/resource/attributes/0/value/stringValue"))
        .hasToString("\"mcp-guard\"");
    assertThat(OtlpCollector.events(request)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 429, 500, 503})
  void whatIsRefusedComesAgain(int status) throws Exception {
    collector.refuses(status);
    ledger.write(30);
    ledger.exportTo(collector.url(), Form.OCSF);
    assertThat(collector.nextAsked().target()).isEqualTo("/v1/logs");
    assertThat(collector.nextAsked().target()).isEqualTo("/v1/logs");
    collector.takes();

    assertThat(indexes(collector.taken(30))).isEqualTo(upTo(30));
  }

  @Test
  void aCollectorThatHangsHoldsUpNoLeafAndGetsAllOnceItIsBack() throws Exception {
    CountDownLatch hanging = collector.hangs();
    ledger.write(1);
    ledger.exportTo(collector.url(), Form.OCSF);
    assertThat(OtlpCollector.events(collector.nextAsked())).hasSize(1);

    // The request is still open, and these are durable and published.
    ledger.write(100);
    assertThat(ledger.standing().size()).isZero();

    collector.takes();
    hanging.countDown();
    assertThat(indexes(collector.taken(101))).isEqualTo(upTo(101));
  }

  /** The thread that would say so hangs with it. */
  @Test
  void aCollectorThatHangsIsSeenToLackWhatItLacks() throws Exception {
    CountDownLatch hanging = collector.hangs();
    ledger.write(1);
    ledger.exportTo(collector.url(), Form.OCSF);
    collector.nextAsked();
    assertThat(ledger.standing().state()).isEqualTo(ExportStanding.State.CURRENT);

    ledger.clock().move(ExportedLedger.ALARM);

    assertThat(ledger.standing().state()).isEqualTo(ExportStanding.State.BEHIND);
    assertThat(hanging.getCount()).isEqualTo(1);
  }

  @Test
  void whatMayHaveArrivedComesAgainRatherThanNotAtAll() throws Exception {
    collector.takesAndCutsOff();
    ledger.write(20);
    ledger.exportTo(collector.url(), Form.OCSF);
    List<Long> first = indexes(OtlpCollector.events(collector.nextTaken()));
    collector.takes();
    ledger.awaitSize(20);

    assertThat(first).isEqualTo(upTo(20));
    assertThat(indexes(OtlpCollector.events(collector.nextTaken()))).isEqualTo(first);
  }

  @Test
  void aRestartGoesOnWhereItWas() throws Exception {
    ledger.write(10);
    ledger.exportTo(collector.url(), Form.OCSF);
    collector.taken(10);
    ledger.awaitSize(10);
    ledger.stopExport();
    ledger.write(5);
    ledger.exportTo(collector.url(), Form.OCSF);

    assertThat(indexes(collector.taken(5))).containsExactly(10L, 11L, 12L, 13L, 14L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no place at all",
        "another.example/ledger\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "guard.example/ledger\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "guard.example/ledger\n3000\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
      })
  void fromAPlaceThatIsNoneOfThisLogAllComesAgain(String place) throws Exception {
    ledger.write(10);
    Files.createDirectories(ledger.placeFile().getParent());
    Files.writeString(ledger.placeFile(), place);
    ledger.exportTo(collector.url(), Form.OCSF);

    assertThat(indexes(collector.taken(10))).isEqualTo(upTo(10));
  }

  @Test
  void aBatchThatIsTooLargeComesInParts() throws Exception {
    collector.takesUpTo(20_000);
    ledger.write(60);
    ledger.exportTo(collector.url(), Form.OCSF);

    assertThat(indexes(collector.taken(60))).isEqualTo(upTo(60));
  }

  @Test
  void whatACollectorRefusesOfWhatItTakesIsNotRepeated() throws Exception {
    collector.takesAnswering("{\"partialSuccess\":{\"rejectedLogRecords\":\"1\"}}");
    ledger.write(10);
    ledger.exportTo(collector.url(), Form.OCSF);
    ledger.awaitSize(10);
    ledger.write(1);

    assertThat(indexes(collector.taken(11))).isEqualTo(upTo(11));
  }

  @Test
  void anExportThatIsBehindForTooLongAlarmsUntilItHasAll() throws Exception {
    collector.refuses(503);
    ledger.write(1);
    ledger.exportTo(collector.url(), Form.OCSF);
    ledger.await(ExportStanding.State.WAITING);
    ledger.clock().move(ExportedLedger.ALARM);
    ledger.await(ExportStanding.State.BEHIND);
    collector.takes();

    ledger.await(ExportStanding.State.CURRENT);
    assertThat(ledger.standing().size()).isEqualTo(1);
  }

  @Test
  void whatWasArchivedBeforeItCameIsPassedByAndTheRestComes() throws Exception {
    ledger.write(1500);
    ledger.close();
    open();
    LedgerArchiver archiver = new LedgerArchiver(ledger.directory(), ledger.key());
    Path archive = folder.resolve("archive");
    archiver.copy(256, archive);
    archiver.drop(archive);
    ledger.exportTo(collector.url(), Form.OCSF);

    assertThat(indexes(collector.taken(1500 - 256))).startsWith(256L).endsWith(1499L);
  }

  @Test
  void aCallWhoseDecisionWasArchivedMeanwhileIsASpanAllTheSame() throws Exception {
    ledger.append(Leaves.allowed("t"));
    ledger.write(1500);
    ledger.close();
    open();
    LedgerArchiver archiver = new LedgerArchiver(ledger.directory(), ledger.key());
    Path archive = folder.resolve("archive");
    archiver.copy(256, archive);
    archiver.drop(archive);
    ledger.publish(ledger.append(Leaves.ended("t", 0, "executed")));

    ledger.exportTo(collector.url(), Form.OTEL);

    assertThat(collector.taken(1501 - 256 + 1).getLast().toString())
        .contains("not_at_hand", "executed");
  }

  @Test
  void aCallThatEndsLongAfterItsDecisionIsStillToldWhole() throws Exception {
    ledger.append(Leaves.allowed("t"));
    ledger.exportTo(collector.url(), Form.OTEL);
    ledger.write(20);
    ledger.awaitSize(21);
    ledger.stopExport();
    ledger.append(Leaves.ended("t", 0, "executed"));
    ledger.exportTo(collector.url(), Form.OTEL);

    assertThat(collector.taken(21).getLast().get("name").asText()).isEqualTo("tools/call echo");
  }
}
