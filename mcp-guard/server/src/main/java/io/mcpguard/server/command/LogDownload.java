package io.mcpguard.server.command;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Exchange;
import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Pool;
import io.mcpguard.http.Http1Response;
import io.mcpguard.http.RequestHead;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LogFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Fetches a log file by file into a folder.
 *
 * <p>Its attacker is whoever answers at the URL, with a key of their own: they may sign for entries
 * without number, send more than the disk holds, in bytes or in files, or send it slowly. So what
 * is fetched is bounded in entries, bytes, files and time, and ends at the first file that is not
 * there.
 */
final class LogDownload {
  private static final Duration EACH = Duration.ofSeconds(30);
  private static final byte[] NO_BODY = {};

  private final Http1Pool pool;
  private final Destination place;
  private final String token;
  private final Path folder;
  private final Room room;
  private final Deadline end;
  private long taken;
  private long files;
  private boolean isBroken;

  /**
   * What a log may take.
   *
   * @param entries the most entries
   * @param bytes the most bytes on the disk
   * @param files the most files there, however little is in them
   * @param time the longest time of the whole
   */
  record Room(long entries, long bytes, long files, Duration time) {
    /** A file system of the usual kind has one file for each of so many bytes. */
    private static final long BYTES_A_FILE = 16 * 1024;

    /**
     * Two thousand million entries, half of what is free beside {@code folder} and of the files
     * that usually fit there, twelve hours. A full tile and its entries have more bytes than that.
     */
    static Room of(Path folder) throws IOException {
      long free = Files.getFileStore(folder).getUsableSpace();
      return new Room(2_000_000_000, free / 2, free / 2 / BYTES_A_FILE, Duration.ofHours(12));
    }
  }

  /**
   * Into {@code folder}, from below {@code place}.
   *
   * @param token sent as bearer; empty where none is asked for
   */
  LogDownload(Http1Pool pool, Destination place, String token, Path folder, Room room) {
    this.pool = pool;
    this.place = place;
    this.token = token;
    this.folder = folder;
    this.room = room;
    this.end = Deadline.in(room.time());
  }

  /**
   * Fetches. The checkpoint first: every tile that it covers is there by then.
   *
   * @throws IOException when something is missing or there is no room; the message says what to do
   */
  void run() throws IOException {
    need(LogFile.key());
    need(LogFile.checkpoint());
    boolean isArchived = keep(LogFile.archived());
    handOvers();
    LedgerReader reader = LedgerReader.open(folder);
    long size = reader.checkpoint().size();
    if (size > room.entries()) {
      throw tooMuch("says that it has " + size + " entries, and at most " + room.entries());
    }
    LogFile.forEach(isArchived ? reader.first() : 0, size, this::whileAllIsThere);
  }

  /** Whoever reads the copy says what is missing from the first such file on. */
  private void whileAllIsThere(LogFile file) throws IOException {
    isBroken = isBroken || !keep(file);
  }

  private void need(LogFile file) throws IOException {
    if (!keep(file)) {
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
   * Whether it was there. A partial tile may have been replaced by the full one that begins with it
   * (tlog-tiles).
   */
  private boolean keep(LogFile file) throws IOException {
    LogFile kept = file;
    Optional<byte[]> bytes = get(file);
    if (bytes.isEmpty() && file.kind() == LogFile.Kind.PARTIAL) {
      kept = file.full();
      bytes = get(kept);
    }
    if (bytes.isPresent()) {
      taken += bytes.get().length;
      if (taken > room.bytes()) {
        throw tooMuch("has more than " + room.bytes() + " bytes, which");
      }
      files++;
      if (files > room.files()) {
        throw tooMuch("has more than " + room.files() + " files, which");
      }
      Path path = folder.resolve(kept.path());
      Files.createDirectories(path.getParent());
      Files.write(path, bytes.get());
    }
    return bytes.isPresent();
  }

  private static IOException tooMuch(String what) {
    return new IOException(
        "URL: " + what + " are copied here; copy the ledger's directory yourself and name that");
  }

  private Optional<byte[]> get(LogFile file) throws IOException {
    if (end.isOver()) {
      throw tooMuch("takes longer than " + room.time().toHours() + " hours, and no more");
    }
    List<Header> headers =
        token.isEmpty() ? List.of() : List.of(new Header("Authorization", "Bearer " + token));
    RequestHead head = RequestHead.of("GET", place.at(place.path() + "/" + file.path()), List.of());
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
