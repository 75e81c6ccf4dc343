package io.mcpguard.server.command;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.Http1Exchange;
import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Limits;
import io.mcpguard.http.Http1Pool;
import io.mcpguard.http.Http1Response;
import io.mcpguard.http.RequestHead;
import io.mcpguard.http.UrlRefused;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LogFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A ledger that is read from elsewhere: what its checkpoint covers is copied into a folder of this
 * machine, which goes with this. What was copied is believed no more than any other folder.
 */
final class CopiedLedger implements AutoCloseable {
  private static final Duration EACH = Duration.ofSeconds(30);
  private static final byte[] NO_BODY = {};

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
      new Copying(pool, place, token, copy.folder).run();
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

  private record Copying(Http1Pool pool, Destination place, String token, Path folder) {
    /** The checkpoint first: every tile that it covers is there by then. */
    void run() throws IOException {
      need(LogFile.key());
      need(LogFile.checkpoint());
      keep(LogFile.archived());
      handOvers();
      long size = LedgerReader.open(folder).checkpoint().size();
      LogFile.forEach(size, this::keep);
    }

    private void need(LogFile file) throws IOException {
      keep(file);
      if (!Files.exists(folder.resolve(file.path()))) {
        throw new IOException("URL: has no " + file.path() + "; name a ledger's log");
      }
    }

    /** A log of one key has none, and a log of others' may know of no such thing. */
    private void handOvers() throws IOException {
      Optional<byte[]> names = get(LogFile.handOvers());
      String lines = new String(names.orElse(NO_BODY), StandardCharsets.US_ASCII);
      for (String name : lines.lines().toList()) {
        Optional<LogFile> file =
            LogFile.named(name).filter(one -> one.kind() == LogFile.Kind.HAND_OVER);
        if (file.isPresent()) {
          need(file.get());
        }
      }
    }

    /**
     * A partial tile may have been replaced by the full one that begins with it (tlog-tiles). What
     * is not there may be in an archive; whoever reads the copy says what is missing.
     */
    private void keep(LogFile file) throws IOException {
      LogFile kept = file;
      Optional<byte[]> bytes = get(file);
      if (bytes.isEmpty() && file.kind() == LogFile.Kind.PARTIAL) {
        kept = file.full();
        bytes = get(kept);
      }
      if (bytes.isPresent()) {
        Path path = folder.resolve(kept.path());
        Files.createDirectories(path.getParent());
        Files.write(path, bytes.get());
      }
    }

    private Optional<byte[]> get(LogFile file) throws IOException {
      List<Header> headers =
          token.isEmpty() ? List.of() : List.of(new Header("Authorization", "Bearer " + token));
      RequestHead head =
          RequestHead.of("GET", place.at(place.path() + "/" + file.path()), List.of());
      try (Http1Exchange exchange = pool.send(head, headers, NO_BODY, Deadline.in(EACH));
          Http1Response response = exchange.response()) {
        return switch (response.status()) {
          case 200 -> Optional.of(response.readAll(file.mostBytes()));
          case 404 -> Optional.empty();
          case 401, 403 -> throw new IOException("URL: wants another token; see --token-file");
          default -> throw new IOException("URL: answers with status " + response.status());
        };
      } catch (Http1Failure failed) {
        throw new IOException("URL: " + failed.getMessage(), failed);
      }
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
