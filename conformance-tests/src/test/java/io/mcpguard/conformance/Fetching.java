package io.mcpguard.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Plain requests with a bearer token. */
final class Fetching {
  /** No upgrade is offered, which the relay in front of a guard would break. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Fetching() {}

  /** The answer to {@code GET}, byte for character. */
  static HttpResponse<String> get(URI uri, String token, String accept)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofMinutes(1))
            .headers("Authorization", "Bearer " + token, "Accept", accept)
            .build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }
}
