package io.mcpguard.ledger;

import io.mcpguard.ledger.WitnessAnswer.Fault;
import io.mcpguard.ledger.WitnessAnswer.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cosigns the checkpoints of logs it knows, each only when it extends the one before
 * (c2sp.org/tlog-witness). What it cosigned last of each log is durable before it answers, and
 * never goes back.
 *
 * <p>Its attacker owns a log and its key, and would show two people two histories of it. One
 * witness cosigns one of them; whoever asks for its cosignature sees that one.
 */
public final class Witness implements AutoCloseable {
  private final Cosigner cosigner;
  private final InstantSource clock;
  private final DirectoryLock lock;
  private final Map<String, WitnessedLog> logs;

  private Witness(
      Cosigner cosigner, InstantSource clock, DirectoryLock lock, Map<String, WitnessedLog> logs) {
    this.cosigner = cosigner;
    this.clock = clock;
    this.lock = lock;
    this.logs = Map.copyOf(logs);
  }

  /**
   * Takes the directory of a witness, or begins one there.
   *
   * @param keys of the logs it knows; several of one name are of one log
   * @throws IOException when another witness has the directory, or what it cosigned is unreadable
   */
  public static Witness open(
      Path directory, Cosigner cosigner, List<VerifierKey> keys, InstantSource clock)
      throws IOException {
    Disk.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.take(new LedgerFiles(directory));
    try {
      Map<String, WitnessedLog> logs = new HashMap<>();
      for (VerifierKey key : keys) {
        String origin = key.name();
        List<VerifierKey> own = keys.stream().filter(k -> k.name().equals(origin)).toList();
        if (!logs.containsKey(origin)) {
          Path file = directory.resolve(hash(origin) + ".checkpoint");
          logs.put(origin, WitnessedLog.open(file, own, cosigner.key()));
        }
      }
      return new Witness(cosigner, clock, lock, logs);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** SHA-256 of an origin in lower-case hexadecimal, by which monitors ask for a log. */
  static String hash(String origin) {
    byte[] utf8 = origin.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(TreeHasher.sha256().digest(utf8));
  }

  /** The key that checks this witness's cosignatures. */
  public CosignerKey key() {
    return cosigner.key();
  }

  /**
   * Answers a request.
   *
   * @throws IOException when the checkpoint could not be made durable; nothing was cosigned
   */
  public WitnessAnswer add(byte[] body) throws IOException {
    AddCheckpoint request;
    String origin;
    try {
      request = AddCheckpoint.read(body);
      origin = Checkpoint.unverified(request.note().getBytes(StandardCharsets.UTF_8)).origin();
    } catch (MalformedLogData e) {
      return new Rejected(Fault.MALFORMED);
    }
    WitnessedLog log = logs.get(origin);
    return log == null ? new Rejected(Fault.UNKNOWN_ORIGIN) : log.add(request, this::line);
  }

  private String line(Checkpoint checkpoint) {
    return cosigner.line(checkpoint, clock.instant());
  }

  /** The latest checkpoint of a log with this witness's cosignature, for monitors. */
  public Optional<Checkpoint> latest(String originHash) {
    return logs.values().stream()
        .filter(log -> hash(log.origin()).equals(originHash))
        .findFirst()
        .flatMap(WitnessedLog::latest);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
