package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the files that a log is made of for whoever reads it from elsewhere (c2sp.org/tlog-tiles),
 * and its key.
 *
 * @param path relative to the log's directory; made of a closed alphabet, without dots but the one
 *     before {@code p/W}
 * @param kind what it is
 */
public record LogFile(String path, Kind kind) {
  private static final Pattern TILE =
      Pattern.compile(
          "tile/(?:entries|[0-7])/(?:x[0-9]{3}/){0,6}[0-9]{3}(?<partial>\\.p/[1-9][0-9]{0,2})?");

  private static final Pattern HAND_OVER = Pattern.compile("handover/[0-9]{19}\\.tlog-proof");

  private static final int BUNDLE_BYTES =
      TreeEdge.WIDTH * (EntryBundle.PREFIX + EntryBundle.MAX_ENTRY);

  /** What a file of a log is. */
  public enum Kind {
    /** The signed head, which changes all the time. */
    CHECKPOINT,
    /** The first verifier key in its text form. */
    KEY,
    /** What says which part of the log is archived elsewhere; most logs have none. */
    ARCHIVED,
    /** The names of all hand-overs from one key to the next, one a line. */
    HAND_OVERS,
    /** One of these hand-overs, which never changes. */
    HAND_OVER,
    /** A full tile of hashes or a full bundle of entries, which never changes. */
    FULL,
    /** Part of one, which goes once the full one is there. */
    PARTIAL
  }

  /** The head. */
  public static LogFile checkpoint() {
    return new LogFile("checkpoint", Kind.CHECKPOINT);
  }

  /** The key. */
  public static LogFile key() {
    return new LogFile("verifier-key", Kind.KEY);
  }

  /** What says which part is archived. */
  public static LogFile archived() {
    return new LogFile("archived", Kind.ARCHIVED);
  }

  /** The list of the hand-overs, which is no file in the directory. */
  public static LogFile handOvers() {
    return new LogFile("handover", Kind.HAND_OVERS);
  }

  /** The file with this path; empty where a log has no such file. */
  public static Optional<LogFile> named(String path) {
    for (LogFile single : List.of(checkpoint(), key(), archived(), handOvers())) {
      if (path.equals(single.path())) {
        return Optional.of(single);
      }
    }
    if (HAND_OVER.matcher(path).matches()) {
      return Optional.of(new LogFile(path, Kind.HAND_OVER));
    }
    Matcher tile = TILE.matcher(path);
    if (!tile.matches()) {
      return Optional.empty();
    }
    return Optional.of(new LogFile(path, tile.group("partial") == null ? Kind.FULL : Kind.PARTIAL));
  }

  /**
   * Hands out every tile and bundle of a log of {@code size} entries.
   *
   * @param first index of the first entry that is not archived; whose bundles and leaf tiles are
   *     all before it is left out
   */
  public static <E extends Exception> void forEach(long first, long size, FileConsumer<E> consumer)
      throws E {
    TileReader shape = new TileReader(Path.of(""), size);
    for (int level = 0; level < TreeEdge.LEVELS; level++) {
      long from = level == 0 ? first / TreeEdge.WIDTH : 0;
      for (long number = from; shape.width(level, number) > 0; number++) {
        int width = shape.width(level, number);
        consumer.accept(tile(TilePath.hashes(level, number, width), width));
        if (level == 0) {
          consumer.accept(tile(TilePath.entries(number, width), width));
        }
      }
    }
  }

  /** What to do with a file's name. */
  @FunctionalInterface
  public interface FileConsumer<E extends Exception> {
    /** Takes one. */
    void accept(LogFile file) throws E;
  }

  private static LogFile tile(String path, int width) {
    return new LogFile(path, width == TreeEdge.WIDTH ? Kind.FULL : Kind.PARTIAL);
  }

  /** The full tile or bundle that a partial one became; any other file as it is. */
  public LogFile full() {
    return kind == Kind.PARTIAL
        ? new LogFile(path.substring(0, path.indexOf(".p/")), Kind.FULL)
        : this;
  }

  /** The most bytes that such a file has. */
  public int mostBytes() {
    return path.startsWith("tile/entries/") ? BUNDLE_BYTES : Note.MAX_BYTES;
  }

  /**
   * Its bytes in a log's directory; empty where the log does not have it, or not any more.
   *
   * @throws IOException when it is there and cannot be read
   */
  public Optional<byte[]> read(Path directory) throws IOException {
    if (kind == Kind.HAND_OVERS) {
      return Optional.of(KeyChain.names(directory).getBytes(StandardCharsets.US_ASCII));
    }
    try {
      return Optional.of(LedgerFiles.read(directory.resolve(path), mostBytes()));
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    }
  }
}
