package io.mcpguard.connect;

import io.mcpguard.http.Destination;

/** Parts of a URL that was checked. */
final class Urls {
  private Urls() {}

  /** The URL without its query: what {@code htu} names (RFC 9449 §4.2). */
  static String withoutQuery(Destination place) {
    return place.at(place.path().split("\\?", 2)[0]).url();
  }
}
