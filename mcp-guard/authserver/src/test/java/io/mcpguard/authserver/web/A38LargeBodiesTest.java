package io.mcpguard.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attack row A38: strangers cannot have the authorization server hold many large bodies. */
@Timeout(60)
class A38LargeBodiesTest {
  private static final String LARGE = "x".repeat(8 * 1024);

  private final Semaphore places = new Semaphore(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final Server jetty = new Server(new QueuedThreadPool());
  private final ServerConnector connector = new ServerConnector(jetty);
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    jetty.setHandler(
        new WebHandler(
            Map.of("/now", call -> length(call), "/later", this::later),
            new BodyReader(Call.LARGEST_BODY, Duration.ofSeconds(30), places)));
    jetty.start();
  }

  @AfterEach
  void stop() throws Exception {
    answer.countDown();
    jetty.stop();
  }

  private static Reply length(Call call) {
    return Reply.json(200, Integer.toString(call.body().length()));
  }

  private Reply later(Call call) {
    held.countDown();
    try {
      answer.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return length(call);
  }

  @Test
  void aLargeBodyIsReadWhole() throws Exception {
    HttpResponse<String> got = post("/now", LARGE + "y").get();

    assertThat(got.body()).isEqualTo(Integer.toString(LARGE.length() + 1));
  }

  @Test
  void whileOneIsHeldAnotherIsRefusedAndASmallOneIsNot() throws Exception {
    CompletableFuture<HttpResponse<String>> first = post("/later", LARGE);
    held.await();

    assertThat(post("/now", LARGE).get().statusCode()).isEqualTo(503);
    assertThat(post("/now", LARGE.substring(1)).get().statusCode()).isEqualTo(200);

    answer.countDown();
    assertThat(first.get().statusCode()).isEqualTo(200);
    assertThat(places.availablePermits()).isEqualTo(1);
  }

  @Test
  void whatIsTooLargeGivesItsPlaceBack() throws Exception {
    assertThat(post("/now", "x".repeat(Call.LARGEST_BODY + 1)).get().statusCode()).isEqualTo(413);

    assertThat(places.availablePermits()).isEqualTo(1);
  }

  private CompletableFuture<HttpResponse<String>> post(String path, String body) {
    URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build();
    return http.sendAsync(request, BodyHandlers.ofString());
  }
}
