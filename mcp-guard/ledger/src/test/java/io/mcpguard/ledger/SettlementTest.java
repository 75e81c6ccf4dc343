package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An entry that nobody waits for: what came of it is told all the same. */
@Timeout(60)
class SettlementTest {
  @TempDir Path directory;

  private final FullDisk disk = new FullDisk();
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(directory, Logs.options(), disk);
  }

  @AfterEach
  void close() throws Exception {
    disk.mend();
    ledger.close();
  }

  /** Appends into the reservation; the index, or why there is none. */
  private static CompletableFuture<Long> append(Reservation room, String entry) {
    CompletableFuture<Long> told = new CompletableFuture<>();
    room.append(
        entry.getBytes(UTF_8),
        new Settlement() {
          @Override
          public void durable(long index) {
            told.complete(index);
          }

          @Override
          public void lost(LedgerUnavailable why) {
            told.completeExceptionally(why);
          }
        });
    return told;
  }

  @Test
  void aloneItIsDurableWithoutAnother() throws Exception {
    assertThat(append(ledger.reserve(10), "outcome").get()).isZero();
  }

  @Test
  void itGoesToTheDiskBesideAnEntryThatSomebodyWaitsFor() throws Exception {
    CompletableFuture<Long> told = append(ledger.reserve(10), "outcome");

    long other = ledger.append("decision".getBytes(UTF_8));

    assertThat(List.of(told.get(), other)).containsExactlyInAnyOrder(0L, 1L);
  }

  @Test
  void whatIsOnItsWayWhenTheLedgerClosesIsDurable() throws Exception {
    List<CompletableFuture<Long>> told = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      told.add(append(ledger.reserve(10), "entry " + i));
    }

    ledger.close();

    assertThat(told).extracting(CompletableFuture::join).doesNotHaveDuplicates().hasSize(100);
    assertThat(Logs.entries(directory)).hasSize(100);
  }

  @Test
  void afterTheLedgerClosedItIsLost() throws Exception {
    Reservation room = ledger.reserve(10);
    ledger.close();

    assertThatThrownBy(append(room, "outcome")::get)
        .hasCauseInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void onABrokenDiskItIsLost() throws Exception {
    Reservation room = ledger.reserve(10);
    disk.breakDown();

    assertThatThrownBy(append(room, "outcome")::get)
        .hasCauseInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("mend the disk");
  }
}
