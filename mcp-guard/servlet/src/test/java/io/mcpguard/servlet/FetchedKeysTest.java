package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.testkit.MovableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchedKeysTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MovableClock clock = MovableClock.at("2026-11-23T12:00:00Z");
  private final SigningKeys issuer =
      SigningKeys.inMemory(Duration.ofSeconds(1), clock, Providers.ofJdk(RANDOM));
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;
  private HttpServer server;
  private FetchedKeys keys;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jwks",
        exchange -> {
          asked.incrementAndGet();
          byte[] body = issuer.jwks().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    keys =
        new FetchedKeys(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks"), clock);
  }

  @AfterEach
  void stop() {
    keys.close();
    server.stop(0);
  }

  @Test
  void aPublishedKeyIsFound() {
    assertThat(keys.find(issuer.activeKeyId())).isPresent();
  }

  /** Else whoever writes tokens could have us fetch as often as he likes. */
  @Test
  void anUnknownKeyIsNoReasonToFetch() {
    keys.find(issuer.activeKeyId());

    assertThat(keys.find("unknown")).isEmpty();
    assertThat(asked).hasValue(1);
  }

  @Test
  void aNewKeyIsFoundAMinuteLater() throws IOException {
    keys.find(issuer.activeKeyId());
    String fresh = issuer.rotate();

    clock.move(Duration.ofSeconds(59));
    assertThat(keys.find(fresh)).isEmpty();
    clock.move(Duration.ofSeconds(1));
    assertThat(keys.find(fresh)).isPresent();
  }

  @Test
  void keysThatCannotBeFetchedAgainAreBelievedForAnHour() {
    keys.find(issuer.activeKeyId());
    status = 500;

    clock.move(Duration.ofMinutes(60).minusNanos(1));
    assertThat(keys.find(issuer.activeKeyId())).isPresent();
    clock.move(Duration.ofNanos(1));
    assertThat(keys.find(issuer.activeKeyId())).isEmpty();
  }

  /**
   * An issuer that starts a moment after the guard is no reason to refuse everybody for a minute.
   */
  @Test
  void keysThatWereNeverHadAreAskedForAgainTwoSecondsLater() {
    status = 500;
    keys.find(issuer.activeKeyId());
    status = 200;

    clock.move(Duration.ofSeconds(2).minusNanos(1));
    assertThat(keys.find(issuer.activeKeyId())).isEmpty();
    assertThat(asked).hasValue(1);
    clock.move(Duration.ofNanos(1));
    assertThat(keys.find(issuer.activeKeyId())).isPresent();
  }
}
