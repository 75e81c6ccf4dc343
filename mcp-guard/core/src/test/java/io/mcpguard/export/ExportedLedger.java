package io.mcpguard.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.UrlRefused;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.MovableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** A ledger in a folder, and one export of it at a time. */
final class ExportedLedger implements AutoCloseable {
  static final String NAME = "test";
  static final Duration ALARM = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Where chance would add to a pause, it adds nothing. */
  private static final RandomGenerator LEAST = () -> 0;

  private final MovableClock clock = MovableClock.at("2026-11-26T12:00:00Z");
  private final Path folder;
  private final Ledger ledger;
  private Exports exports;

  ExportedLedger(Path folder) throws IOException {
    this.folder = folder;
    NoteSigner signer =
        NoteSigner.openOrCreate(folder.resolve("key"), "guard.example/ledger", RANDOM);
    this.ledger =
        Ledger.open(
            folder.resolve("ledger"), LedgerOptions.of(signer, RANDOM).withSpace(1 << 17, 0));
    this.exports = new Exports(ledger, List.of(), folder, client(), clock, LEAST);
  }

  static Http1Client client() {
    return Http1Client.trustingPlatform(AddressPolicy.publicOnly().allowingLoopback());
  }

  MovableClock clock() {
    return clock;
  }

  Path placeFile() {
    return folder.resolve("exports").resolve(NAME);
  }

  Path directory() {
    return ledger.directory();
  }

  VerifierKey key() {
    return ledger.verifierKey();
  }

  /** Appends a leaf; its index. */
  long append(JsonText leaf) throws Exception {
    return ledger.append(leaf.bytes());
  }

  /** Appends whatever it is; its index. */
  long append(String entry) throws Exception {
    return ledger.append(entry.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends that many leaves, and waits until they are published. */
  void write(int leaves) throws Exception {
    List<Callable<Long>> appends = new ArrayList<>();
    for (int i = 0; i < leaves; i++) {
      String txn = "txn-" + i;
      appends.add(() -> append(Leaves.denied(txn)));
    }
    long last = -1;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Long> index : threads.invokeAll(appends)) {
        last = Math.max(last, index.get());
      }
    }
    publish(last);
  }

  /** Waits until a leaf is published. */
  void publish(long index) throws Exception {
    ledger.covering(index, PATIENCE);
  }

  /** All that is published, as lines. */
  List<JsonNode> lines(Form form) throws Exception {
    publish(ledger.append(Leaves.denied("the-last").bytes()));
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    OfflineExport.write(ledger.reader(), form, 0, lines::writeBytes);
    return lines.toString(StandardCharsets.UTF_8).lines().map(Json::read).toList();
  }

  /** Begins to export to a collector. */
  void exportTo(URI collector, Form form) throws IOException {
    Http1Client http = client();
    try {
      Destination base = Destination.of(collector.toString());
      begin(Export.toCollector(NAME, form, http, base, List.of(), ALARM), http);
    } catch (UrlRefused e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Begins to export to a file. */
  void exportTo(Path file, Form form) throws IOException {
    begin(Export.toFile(NAME, form, file, ALARM), client());
  }

  /** Begins to export to a stream. */
  void exportTo(OutputStream out, Form form) throws IOException {
    begin(Export.toStream(NAME, form, out, ALARM), client());
  }

  private void begin(Export export, Http1Client http) throws IOException {
    exports.close();
    exports = new Exports(ledger, List.of(export), folder.resolve("exports"), http, clock, LEAST);
    exports.start();
  }

  ExportStanding standing() {
    return exports.standings().getOrDefault(NAME, ExportStanding.at(clock.instant()));
  }

  /** Waits until the sink has so many leaves. */
  void awaitSize(long size) {
    await(() -> standing().size() >= size);
  }

  /** Waits until it stands so. */
  void await(ExportStanding.State state) {
    await(() -> standing().state() == state);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it did not come to that within a minute");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  void stopExport() {
    exports.close();
  }

  @Override
  public void close() throws IOException {
    try (ledger) {
      exports.close();
    }
  }
}
