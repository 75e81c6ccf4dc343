package io.mcpguard.examples.verified;

import io.mcpguard.assertion.KeyFile;
import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.KeyUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the server is told.
 *
 * @param port to listen at, 0 for any
 * @param server this server's canonical resource URI as the guard knows it; empty for its endpoint
 * @param trustDomain the domain it shares with the guard
 * @param issuer the guard's issuer URL
 * @param keys the guard's keys
 * @param signing the folder of the key that it signs results with; an empty path for none
 */
public record ServerOptions(
    int port, String server, String trustDomain, String issuer, KeySource keys, Path signing) {
  private static final List<String> NAMES =
      List.of("--port", "--server", "--trust-domain", "--issuer", "--keys", "--sign-results");

  /** One that does not sign its results. */
  public ServerOptions(int port, String server, String trustDomain, String issuer, KeySource keys) {
    this(port, server, trustDomain, issuer, keys, Path.of(""));
  }

  /**
   * Reads {@code --issuer URL --keys FILE-OR-URL [--port N] [--server URI] [--trust-domain NAME]
   * [--sign-results FOLDER]}.
   *
   * @throws IllegalArgumentException naming the option at fault
   */
  public static ServerOptions parse(String[] arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!NAMES.contains(arguments[i]) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            "options are " + String.join(" ", NAMES) + ", each with a value");
      }
      given.put(arguments[i], arguments[i + 1]);
    }
    for (String needed : List.of("--issuer", "--keys")) {
      if (!given.containsKey(needed)) {
        throw new IllegalArgumentException(needed + ": is needed");
      }
    }
    return new ServerOptions(
        Integer.parseInt(given.getOrDefault("--port", "0")),
        given.getOrDefault("--server", ""),
        given.getOrDefault("--trust-domain", "local.mcp-guard"),
        given.getOrDefault("--issuer", ""),
        keys(given.getOrDefault("--keys", "")),
        Path.of(given.getOrDefault("--sign-results", "")));
  }

  private static KeySource keys(String place) {
    return place.startsWith("http://") || place.startsWith("https://")
        ? new KeyUrl(URI.create(place), InstantSource.system())
        : new KeyFile(Path.of(place), InstantSource.system());
  }

  boolean signsResults() {
    return !signing.toString().isEmpty();
  }

  String nameAt(URI endpoint) {
    return server.isEmpty() ? endpoint.toString() : server;
  }
}
