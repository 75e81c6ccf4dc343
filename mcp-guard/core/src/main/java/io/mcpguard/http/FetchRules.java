package io.mcpguard.http;

import java.time.Duration;

/**
 * Bounds of one fetch.
 *
 * @param mostBytes of the body
 * @param total from the lookup of the name to the last byte
 * @param accept the media types asked for
 */
public record FetchRules(int mostBytes, Duration total, String accept) {

  /** A client ID metadata document: 5 KiB, 3 s, JSON. */
  public static FetchRules clientMetadata() {
    return new FetchRules(5 * 1024, Duration.ofSeconds(3), "application/json");
  }

  /** A JSON Web Key Set: 64 KiB, 5 s, JSON. */
  public static FetchRules keySet() {
    return new FetchRules(
        64 * 1024, Duration.ofSeconds(5), "application/jwk-set+json, application/json");
  }

  /** The same with another time. */
  public FetchRules within(Duration longest) {
    return new FetchRules(mostBytes, longest, accept);
  }
}
