package io.mcpguard.assertion;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** One GET of a JWK set: no redirects, at most 1 MiB, one deadline for connection and body. */
final class KeyDownload {
  static final Duration DEADLINE = Duration.ofSeconds(2);

  /** Names are not resolved here, but for the one that is always this machine (RFC 6761 §6.3). */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|\\[::1]|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

  private final HttpClient http;
  private final HttpRequest request;
  private final Duration deadline;

  KeyDownload(URI place, Duration deadline) {
    check(place);
    this.http = HttpClient.newBuilder().followRedirects(Redirect.NEVER).build();
    this.request = HttpRequest.newBuilder(place).header("Accept", "application/json").build();
    this.deadline = deadline;
  }

  private static void check(URI place) {
    String scheme = String.valueOf(place.getScheme());
    String host = String.valueOf(place.getHost());
    boolean loopback = scheme.equals("http") && LOOPBACK.matcher(host).matches();
    if (place.getHost() == null || !(loopback || scheme.equals("https"))) {
      throw new IllegalArgumentException(
          "key URL: must be https, or http to a loopback address; give the guard's jwks.json");
    }
    if (place.getRawUserInfo() != null || place.getRawFragment() != null) {
      throw new IllegalArgumentException("key URL: must hold no user and no fragment");
    }
  }

  /**
   * Fetches the set.
   *
   * @throws IOException when it cannot be had
   * @throws IllegalArgumentException when what came is no key set, see {@link KeySet#parse}
   */
  KeySet keys() throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, head -> new CappedBody());
    try {
      HttpResponse<byte[]> got = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (got.statusCode() != 200) {
        throw new IOException("the key URL answered with status " + got.statusCode());
      }
      return KeySet.parse(new String(got.body(), StandardCharsets.UTF_8));
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      throw new IOException("the key URL cannot be read (" + cause + ")", cause);
    } catch (TimeoutException late) {
      throw new IOException("the key URL did not answer in time", late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("the thread was stopped", stopped);
    } finally {
      answer.cancel(true);
    }
  }
}
