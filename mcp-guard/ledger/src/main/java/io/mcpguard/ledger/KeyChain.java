package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The keys that signed a log one after the other, from one that is believed on.
 *
 * @param keys the believed one first, the one that signs now last
 * @param heads the checkpoints at which one handed over to the next
 */
record KeyChain(List<VerifierKey> keys, List<Checkpoint> heads) {
  /** More hand-overs than a log has in a century of weekly ones. */
  private static final int MOST = 8192;

  private static final String FOLDER = "handover";

  private static final int MAX_BYTES = 1 << 16;

  VerifierKey latest() {
    return keys.getLast();
  }

  /**
   * Follows the hand-overs that lie beside a log.
   *
   * @throws MalformedLogData when one of them does not verify; the message names its file
   */
  static KeyChain follow(Path log, VerifierKey believed) throws IOException {
    List<VerifierKey> keys = new ArrayList<>(List.of(believed));
    List<Checkpoint> heads = new ArrayList<>();
    for (HandOver handOver : all(log)) {
      if (handOver.leaf().old().equals(keys.getLast())) {
        keys.add(handOver.leaf().next());
        heads.add(handOver.checkpoint());
      }
    }
    return new KeyChain(List.copyOf(keys), List.copyOf(heads));
  }

  /** The last hand-over, when it is one to {@code key}; else that key alone. */
  static KeyChain to(Path log, VerifierKey key) throws IOException {
    return all(log).stream()
        .filter(handOver -> handOver.leaf().next().equals(key))
        .findFirst()
        .map(last -> new KeyChain(List.of(last.leaf().old(), key), List.of(last.checkpoint())))
        .orElse(new KeyChain(List.of(key), List.of()));
  }

  boolean hasHandOver() {
    return !heads.isEmpty();
  }

  /**
   * The head of the log: what {@code note} in its directory says, or the last hand-over, where a
   * stop came before that could be published.
   */
  Checkpoint head(byte[] note) throws MalformedLogData {
    try {
      return Checkpoint.read(note, latest());
    } catch (MalformedLogData notByLatest) {
      if (hasHandOver() && isBeforeHandOver(note)) {
        return heads.getLast();
      }
      throw notByLatest;
    }
  }

  private boolean isBeforeHandOver(byte[] note) {
    try {
      return Checkpoint.read(note, keys.get(keys.size() - 2)).size() <= heads.getLast().size();
    } catch (MalformedLogData otherwise) {
      return false;
    }
  }

  /** The names of the hand-overs in a log's directory, one a line, the earliest first. */
  static String names(Path log) throws IOException {
    StringBuilder names = new StringBuilder();
    for (Path file : files(log)) {
      names.append(FOLDER).append('/').append(file.getFileName()).append('\n');
    }
    return names.toString();
  }

  private static List<HandOver> all(Path log) throws IOException {
    List<HandOver> all = new ArrayList<>();
    for (Path file : files(log)) {
      try {
        all.add(HandOver.read(LedgerFiles.read(file, MAX_BYTES)));
      } catch (MalformedLogData e) {
        throw new MalformedLogData(FOLDER + "/" + file.getFileName() + ": " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static List<Path> files(Path log) throws IOException {
    List<Path> files = new ArrayList<>();
    Path folder = folder(log);
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.tlog-proof")) {
        found.forEach(files::add);
      }
    }
    if (files.size() > MOST) {
      throw new MalformedLogData("handover: holds more than " + MOST + " files");
    }
    files.sort(null);
    return files;
  }

  static Path folder(Path log) {
    return log.resolve(FOLDER);
  }

  /** Keeps the proof of the leaf at that index, durable. */
  static void keep(Storage storage, Path log, TlogProof proof, byte[] leaf) throws IOException {
    String name = String.format(Locale.ROOT, "%019d.tlog-proof", proof.index());
    storage.replace(folder(log).resolve(name), proof.text(leaf).getBytes(StandardCharsets.UTF_8));
  }
}
