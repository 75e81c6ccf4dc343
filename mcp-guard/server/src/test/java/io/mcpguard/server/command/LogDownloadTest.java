package io.mcpguard.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.Http1Limits;
import io.mcpguard.http.Http1Pool;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerArchiver;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.ledger.Verification;
import io.mcpguard.server.command.LogDownload.Room;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else's log may take of the machine that copies it. */
class LogDownloadTest {
  private static final int SIZE = 1200;
  private static final long PLENTY = 1 << 30;
  private static final Duration LONG = Duration.ofHours(1);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NoteSigner SIGNER = NoteSigner.generate("guard.example/ledger", RANDOM);

  @TempDir private static Path written;
  private static HttpServer elsewhere;

  @TempDir private Path copy;

  @BeforeAll
  static void write() throws Exception {
    LedgerOptions options = LedgerOptions.of(SIGNER, RANDOM).withSpace(1 << 17, 0);
    for (String name : new String[] {"log", "archived", "broken"}) {
      try (Ledger ledger = Ledger.open(written.resolve(name), options)) {
        for (int i = 0; i < SIZE; i++) {
          ledger.append(("entry " + i + " ".repeat(200)).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    new LedgerArchiver(written.resolve("archived"), SIGNER.verifier())
        .move(512, written.resolve("archive"));
    Files.delete(written.resolve("broken/tile/entries/001"));
    elsewhere =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), written, OutputLevel.NONE);
    elsewhere.start();
  }

  @AfterAll
  static void stop() {
    elsewhere.stop(0);
  }

  private void download(String log, Room room) throws Exception {
    String url = "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/" + log;
    Destination place = Destination.of(url);
    AddressPolicy policy = AddressPolicy.publicOnly().allowingLoopback();
    try (Http1Client client = Http1Client.trustingPlatform(policy);
        Http1Pool pool = client.pool(place, Http1Limits.standard().withConnections(1))) {
      new LogDownload(pool, place, "", copy, room).run();
    }
  }

  private static long bytes() throws Exception {
    try (var files = Files.walk(written.resolve("log/tile"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void aLogOfAsManyEntriesAsThereMayBeIsCopied() throws Exception {
    download("log", new Room(SIZE, PLENTY, PLENTY, LONG));

    assertThat(LedgerVerifier.verify(copy, SIGNER.verifier()))
        .isInstanceOf(Verification.Verified.class);
  }

  @Test
  void aLogOfMoreEntriesIsNot() {
    assertThatThrownBy(() -> download("log", new Room(SIZE - 1, PLENTY, PLENTY, LONG)))
        .hasMessageContaining("it has 1200 entries, and at most 1199 are copied");
    assertThat(copy.resolve("tile")).doesNotExist();
  }

  @Test
  void aLogThatDoesNotEndFillsNoDisk() throws Exception {
    long most = bytes() / 2;

    assertThatThrownBy(() -> download("log", new Room(SIZE, most, PLENTY, LONG)))
        .hasMessageContaining("has more than " + most + " bytes");
    try (var files = Files.walk(copy)) {
      assertThat(files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum())
          .isLessThanOrEqualTo(most);
    }
  }

  /** Files that have next to nothing in them fill a disk as well. */
  @Test
  void aLogOfMoreFilesThanThereMayBeIsNotCopied() throws Exception {
    assertThatThrownBy(() -> download("log", new Room(SIZE, PLENTY, 5, LONG)))
        .hasMessageContaining("has more than 5 files");
    try (var files = Files.walk(copy)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(5);
    }
  }

  @Test
  void aLogThatComesTooSlowlyIsGivenUp() {
    assertThatThrownBy(() -> download("log", new Room(SIZE, PLENTY, PLENTY, Duration.ZERO)))
        .hasMessageContaining("takes longer than 0 hours");
  }

  @Test
  void whatIsArchivedIsNotAskedFor() throws Exception {
    download("archived", new Room(SIZE, PLENTY, PLENTY, LONG));

    assertThat(LedgerVerifier.verify(copy, SIGNER.verifier()))
        .asInstanceOf(type(Verification.Verified.class))
        .returns(512L, Verification.Verified::first);
  }

  @Test
  void whatIsMissingElsewhereIsDamageOfTheCopy() throws Exception {
    download("broken", new Room(SIZE, PLENTY, PLENTY, LONG));

    assertThat(LedgerVerifier.verify(copy, SIGNER.verifier()))
        .asInstanceOf(type(Verification.Damaged.class))
        .returns("tile/entries/001: is missing", Verification.Damaged::what);
    assertThat(copy.resolve("tile/entries/002")).doesNotExist();
  }
}
