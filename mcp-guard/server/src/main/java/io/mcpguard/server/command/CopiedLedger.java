package io.mcpguard.server.command;

import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.Http1Limits;
import io.mcpguard.http.Http1Pool;
import io.mcpguard.http.UrlRefused;
import io.mcpguard.server.command.LogDownload.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A ledger that is read from elsewhere: what its checkpoint covers is copied into a folder of this
 * machine, which goes with this. What was copied is believed no more than any other folder.
 */
final class CopiedLedger implements AutoCloseable {
  private final Path folder;

  private CopiedLedger(Path folder) {
    this.folder = folder;
  }

  /** Whether the text names a place elsewhere. */
  static boolean isElsewhere(String place) {
    return place.startsWith("https://") || place.startsWith("http://");
  }

  /**
   * Copies the log at {@code url}, which is a guard's {@code …/audit/v1/log} or any other in the
   * layout of c2sp.org/tlog-tiles with its {@code verifier-key} beside.
   *
   * @param token sent as bearer; empty where none is asked for
   * @throws IOException when it cannot be had; the message says what to do
   */
  static CopiedLedger of(String url, String token) throws IOException {
    Destination place = place(url);
    AddressPolicy policy =
        AddressPolicy.publicOnly().allowingHosts(Set.of(place.host())).allowingLoopback();
    if (!place.tls() && !policy.isAllowedLoopback(place)) {
      throw new IOException("URL: must begin with https:// beyond this machine");
    }
    CopiedLedger copy = new CopiedLedger(Files.createTempDirectory("ledger"));
    try (Http1Client client = Http1Client.trustingPlatform(policy);
        Http1Pool pool = client.pool(place, Http1Limits.standard().withConnections(1))) {
      new LogDownload(pool, place, token, copy.folder, Room.of(copy.folder)).run();
      return copy;
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  private static Destination place(String url) throws IOException {
    try {
      return Destination.of(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    } catch (UrlRefused refused) {
      throw new IOException("URL: " + refused.getMessage(), refused);
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * The token in a file.
   *
   * @throws IOException when there is none that a header can hold
   */
  static String tokenIn(Path file) throws IOException {
    String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (token.isEmpty() || !Header.isValue(token)) {
      throw new IOException("--token-file: holds no token");
    }
    return token;
  }
}
