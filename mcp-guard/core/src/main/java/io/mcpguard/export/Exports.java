package io.mcpguard.export;

import io.mcpguard.http.Http1Client;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LogFollower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** All exports of a ledger, each on a thread of its own that no call waits for. */
public final class Exports implements AutoCloseable {
  private final List<Exporter> exporters;
  private final Http1Client http;

  /**
   * Exports that have not begun.
   *
   * @param places the folder in which each keeps how far it came; made when it is missing
   * @param http what those to collectors go by; closed with them
   * @throws IOException when the folder cannot be made
   */
  public Exports(
      Ledger ledger,
      List<Export> exports,
      Path places,
      Http1Client http,
      InstantSource clock,
      RandomGenerator random)
      throws IOException {
    this.http = http;
    if (!exports.isEmpty()) {
      Files.createDirectories(places);
    }
    this.exporters =
        exports.stream()
            .map(export -> {
              PlaceFile file = new PlaceFile(places.resolve(export.name()));
              return new Exporter(export, ledger, file, clock, random);
            })
            .toList();
  }

  /** Begins to bring. */
  public void start() {
    followers().forEach(LogFollower::start);
  }

  /** How each export stands, by its name. */
  public Map<String, ExportStanding> standings() {
    Map<String, ExportStanding> all = new TreeMap<>();
    exporters.forEach(exporter -> all.put(exporter.name(), exporter.standing()));
    return all;
  }

  /** Whether one of them makes somebody have to look. */
  public boolean isAlarming() {
    return exporters.stream().anyMatch(exporter -> exporter.standing().isAlarming());
  }

  private List<LogFollower> followers() {
    return exporters.stream().map(Exporter::follower).toList();
  }

  /** Ends the threads; a request under way is cut off, and what it brought comes again. */
  @Override
  public void close() {
    followers().forEach(LogFollower::stop);
    http.close();
    LogFollower.closeAll(followers());
  }
}
