package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyUrlTest {
  private static final String OTHER_KEYS =
      Fixture.KEYS.replace("\"kid\":\"es\"", "\"kid\":\"old\"");
  private static final int MOST_BYTES = 1 << 20;

  /** Long enough for a machine with other things to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final AtomicReference<Instant> now = new AtomicReference<>(Fixture.NOW);
  private final AtomicReference<Answer> answer = new AtomicReference<>(keys(Fixture.KEYS));
  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private KeyUrl keys;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/jwks.json",
        exchange -> {
          asked.incrementAndGet();
          try (exchange) {
            answer.get().to(exchange);
          }
        });
    server.start();
    keys = new KeyUrl(new KeyDownload(place("/jwks.json"), PATIENCE), now::get);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void whatIsKnownIsFetchedOnce() {
    keys.find("es");
    keys.find("ed");

    assertThat(keys.find("es")).isPresent();
    assertThat(asked).hasValue(1);
  }

  @Test
  void nothingIsFetchedBeforeAKeyIsNeeded() {
    assertThat(asked).hasValue(0);
  }

  @Test
  void aRotatedKeyIsFoundASecondAfterTheLastFetch() {
    answer.set(keys(OTHER_KEYS));
    keys.find("old");
    answer.set(keys(Fixture.KEYS));
    pass(Duration.ofSeconds(1));

    assertThat(keys.find("es")).isPresent();
  }

  @Test
  void inventedKeyIdsAskTheUrlAtMostOnceASecond() {
    keys.find("es");
    pass(Duration.ofMillis(999));

    assertThat(keys.find("invented")).isEmpty();
    assertThat(asked).hasValue(1);
  }

  @Test
  void aKeyTakenBackVerifiesNoMoreAfterAMinute() {
    keys.find("es");
    answer.set(keys(OTHER_KEYS));
    pass(Duration.ofMinutes(1));

    assertThat(keys.find("es")).isEmpty();
  }

  @Test
  void withinAMinuteAKnownKeyIsNotAskedForAgain() {
    keys.find("es");
    answer.set(keys(OTHER_KEYS));
    pass(Duration.ofMinutes(1).minusMillis(1));

    assertThat(keys.find("es")).isPresent();
  }

  @Test
  void aKeyTakenBackIsMissedEvenWhenTheClockWasSetBack() {
    keys.find("es");
    answer.set(keys(OTHER_KEYS));
    pass(Duration.ofMinutes(-1));

    assertThat(keys.find("es")).isEmpty();
  }

  @Test
  void whileTheUrlIsAwayTheLastKeysAreGoodForAnHour() {
    keys.find("es");
    answer.set(status(503));
    pass(Duration.ofHours(1).minusMillis(1));

    assertThat(keys.find("es")).isPresent();
  }

  @Test
  void anHourAfterTheLastFetchNoKeyIsGood() {
    keys.find("es");
    answer.set(status(503));
    pass(Duration.ofHours(1));

    assertThat(keys.find("es")).isEmpty();
  }

  @Test
  void aUrlThatIsAwayIsAskedAfterOneSecondTwoAndFour() {
    answer.set(status(503));
    List<Duration> pauses = List.of(Duration.ZERO, seconds(1), seconds(2), seconds(4));
    for (Duration pause : pauses) {
      pass(pause.minusMillis(1));
      keys.find("es");
      pass(Duration.ofMillis(1));
      keys.find("es");
    }

    assertThat(asked).hasValue(pauses.size());
  }

  @Test
  void aUrlThatIsAwayForLongIsAskedEveryMinute() {
    answer.set(status(503));
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofMinutes(1));
      keys.find("es");
    }

    assertThat(asked).hasValue(10);
  }

  @Test
  void aUrlThatCameBackIsAskedAfterASecondAgain() {
    answer.set(status(503));
    keys.find("es");
    pass(seconds(1));
    keys.find("es");
    answer.set(keys(OTHER_KEYS));
    pass(seconds(2));
    keys.find("es");
    answer.set(keys(Fixture.KEYS));
    pass(seconds(1));

    assertThat(keys.find("es")).isPresent();
  }

  @Test
  void whatIsNoKeySetLeavesTheKeysThatAreKnown() {
    keys.find("es");
    answer.set(keys("{\"keys\":[]}"));
    pass(Duration.ofMinutes(2));

    assertThat(keys.find("es")).isPresent();
  }

  @Test
  void aRedirectIsNotFollowed() {
    server.createContext("/elsewhere", keys(Fixture.KEYS)::to);
    answer.set(exchange -> {
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      exchange.sendResponseHeaders(302, -1);
    });

    assertThat(keys.find("es")).isEmpty();
  }

  @Test
  void aSetOfOneMebibyteIsTaken() {
    answer.set(keys(padded(MOST_BYTES)));

    assertThat(keys.find("es")).isPresent();
  }

  @Test
  void aLargerSetIsNotRead() {
    answer.set(keys(padded(MOST_BYTES + 1)));

    assertThat(keys.find("es")).isEmpty();
  }

  @Test
  void aBodyThatNeverEndsIsGivenUp() {
    CountDownLatch end = new CountDownLatch(1);
    answer.set(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      await(end);
    });
    KeyUrl impatient =
        new KeyUrl(new KeyDownload(place("/jwks.json"), Duration.ofMillis(50)), now::get);

    assertThat(impatient.find("es")).isEmpty();

    end.countDown();
  }

  @Test
  void whoseKeyIsKnownDoesNotWaitForAnotherThreadsFetch() throws InterruptedException {
    keys.find("es");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    answer.set(exchange -> {
      begun.countDown();
      await(end);
    });
    pass(Duration.ofMinutes(1));
    threads.execute(() -> keys.find("es"));
    begun.await();

    assertThat(keys.find("es")).isPresent();

    end.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://guard.example/.well-known/jwks.json",
        "http://127.0.0.1:8931/jwks",
        "http://[::1]:1/",
        "http://localhost/jwks"
      })
  void aUrlMayBeHttpsOrLoopback(String url) {
    assertThatCode(() -> new KeyUrl(URI.create(url), now::get)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://guard.example/jwks",
        "http://127.0.0.1.evil.example/jwks",
        "http://localhost.evil.example/jwks",
        "file:///etc/jwks.json",
        "https:///jwks",
        "key-set",
        "https://user@guard.example/jwks",
        "https://guard.example/jwks#keys"
      })
  void anotherUrlIsRefused(String url) {
    assertThatThrownBy(() -> new KeyUrl(URI.create(url), now::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("key URL: must ")
        .message()
        .doesNotContain(url);
  }

  private URI place(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static String padded(int bytes) {
    return Fixture.KEYS + " ".repeat(bytes - Fixture.KEYS.length());
  }

  private static Answer keys(String body) {
    return exchange -> {
      exchange.sendResponseHeaders(200, body.length());
      exchange.getResponseBody().write(body.getBytes(UTF_8));
    };
  }

  private static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }
}
