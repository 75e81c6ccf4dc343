package io.mcpguard.http;

import java.time.Duration;

/** A document that was fetched with status 200. */
public final class Fetched implements FetchResult {
  private final byte[] body;
  private final String mediaType;
  private final Duration freshFor;
  private final boolean mayBeUsedStale;

  Fetched(byte[] body, String mediaType, CacheControl control) {
    this.body = body;
    this.mediaType = mediaType;
    this.freshFor = control.freshFor();
    this.mayBeUsedStale = control.allowsStale();
  }

  /** The bytes as they came. */
  public byte[] body() {
    return body.clone();
  }

  /** Type and subtype in lower case, without parameters; empty if the answer names none. */
  public String mediaType() {
    return mediaType;
  }

  /** How long {@code Cache-Control} lets it be kept (RFC 9111 §5.2.2); zero if it does not say. */
  public Duration freshFor() {
    return freshFor;
  }

  /**
   * Whether it may be used when it is no longer fresh and nobody can be asked (RFC 9111 §4.2.4).
   */
  public boolean mayBeUsedStale() {
    return mayBeUsedStale;
  }
}
