package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.Verification;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.StdioToolServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guard that has much to do for long: 2,000 open streams, a quarter of them subscriptions of
 * 2026-07-28, 200 calls a second to two tool servers, sessions that are opened and left, and one of
 * the tool servers killed several times.
 *
 * <p>{@code -Dsoak.seconds=N} says for how long. Times are printed and never asserted.
 */
class SoakTest {
  private static final int STREAMS = 2_000;
  private static final int STATELESS = STREAMS / 4;
  private static final int CALLERS = 8;

  /** Of each caller; two times eight of them make 200 calls a second. */
  private static final Duration PACE = Duration.ofMillis(80);

  private static final Duration BETWEEN_VISITS = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String NEWS = "notifications/prompts/list_changed";
  private static final String UPDATED = "notifications/resources/updated";
  private static final String FOLLOWED = "file:///followed";
  private static final long MOST_GROWTH = 16 << 20;

  @TempDir private Path folder;
  private final Duration length = Duration.ofSeconds(Integer.getInteger("soak.seconds", 120));
  private final EchoToolServer echo = EchoToolServer.start();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final SoakStreams streams = new SoakStreams(List.of(NEWS, UPDATED));
  private final AtomicInteger visits = new AtomicInteger();
  private Guard guard;
  private String childToken;
  private String echoToken;

  @BeforeEach
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [all] } }
            agents: { default: { ceiling: [all], max-instances: 10 } }
            upstreams:
              child: { command: %s, allow-unconfined-child: true }
              echo: { url: "%s", assertion: txn-token }
            scopes:
              all: { says: "Everything", tools: ["*/*"], resources: ["child/**"] }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [all]
            tokens: { access: 12h }
            limits: { sessions-per-agent: 10000, streams-per-agent: 3000, calls-per-agent: 1000 }
            """
                .formatted(
                    "[\"" + String.join("\", \"", StdioToolServer.command()) + "\"]", echo.url()));
    childToken = guard.login("child", "all").access();
    echoToken = guard.login("echo", "all").access();
  }

  @AfterEach
  void stop() throws Exception {
    stopping.countDown();
    guard.close();
    streams.close();
    echo.close();
  }

  @Test
  void nothingIsLostNothingIsDoubledAndMemoryStaysFlat() throws Exception {
    streams.open(STREAMS - STATELESS, () -> atChild().listen());
    streams.open(STATELESS, this::following);
    SoakCalls toChild = SoakCalls.of("child", CALLERS, PACE, this::atChild);
    SoakCalls toEcho = SoakCalls.of("echo", CALLERS, PACE, this::atEcho);
    Thread visitors = Thread.ofVirtual().start(this::openAndLeave);

    int rounds = (int) Math.max(3, length.toMinutes());
    int told = 0;
    for (int round = 0; round < rounds / 3; round++) {
      told += killed(rounds);
    }
    long early = LiveHeap.bytes(guard.pid());
    for (int round = rounds / 3; round < rounds; round++) {
      told += killed(rounds);
    }
    long late = LiveHeap.bytes(guard.pid());
    stopping.countDown();
    visitors.join();
    toChild.stop();
    toEcho.stop();

    System.out.printf(
        "soak of %d s: %s; %s; live heap %d MB, then %d MB; resident %d MB%n",
        length.toSeconds(),
        toChild.figures(),
        toEcho.figures(),
        early >> 20,
        late >> 20,
        guard.residentBytes() >> 20);
    assertThat(toChild.faults()).isEmpty();
    assertThat(toEcho.faults()).isEmpty();
    assertThat(toEcho.refused()).as("calls to the server that was always there").isZero();
    assertThat(echo.hits()).as("calls that reached it").isEqualTo(toEcho.right());
    assertThat(toChild.right()).isPositive();
    assertThat(visits).as("sessions that were left").hasPositiveValue();
    assertThat(streams.open()).as("streams that are open").isEqualTo(STREAMS);
    assertThat(streams.counts()).as("news of each stream").containsOnly(told);
    assertThat(late).as("live heap, %d before", early).isLessThan(early + MOST_GROWTH);
    assertThat(LedgerVerifier.verify(guard.ledger())).isInstanceOf(Verification.Verified.class);
  }

  private SoakConnection atChild() throws IOException {
    return SoakConnection.open(guard.port(), guard.endpoint("child"), childToken);
  }

  private SoakConnection following() throws IOException {
    return SoakConnection.stateless(guard.port(), guard.endpoint("child"), childToken)
        .follow(FOLLOWED);
  }

  private SoakConnection atEcho() throws IOException {
    return SoakConnection.open(guard.port(), guard.endpoint("echo"), echoToken);
  }

  /** One round: load for a while, news for everybody, and the child is killed and comes again. */
  private int killed(int rounds) throws Exception {
    assertThat(stopping.await(length.toMillis() / rounds, TimeUnit.MILLISECONDS)).isFalse();
    try (SoakConnection conductor = atChild()) {
      SoakConnection.Answered emitted =
          conductor.call(
              "emit",
              """
              {"messages":[{"jsonrpc":"2.0","method":"%s"},\
              {"jsonrpc":"2.0","method":"%s","params":{"uri":"%s"}}]}\
              """
                  .formatted(NEWS, UPDATED, FOLLOWED));
      assertThat(text(emitted)).isEqualTo("emitted");
      assertThat(streams.awaitAllTold()).as("everybody was told").isTrue();
      ProcessHandle.of(guard.pid())
          .orElseThrow()
          .children()
          .forEach(ProcessHandle::destroyForcibly);
      awaitChild(conductor);
    }
    return 1;
  }

  private static String text(SoakConnection.Answered answered) {
    return answered.messages().getLast().at("/result/content/0/text").asText();
  }

  private static void awaitChild(SoakConnection conductor) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!text(conductor.call("echo", "{\"text\":\"back\"}")).equals("back")) {
      assertThat(System.nanoTime()).as("the child comes again").isLessThan(end);
    }
  }

  /** Sessions that nobody uses after their first breath; every other one had a stream. */
  private void openAndLeave() {
    try {
      for (int n = 0; !stopping.await(BETWEEN_VISITS.toMillis(), TimeUnit.MILLISECONDS); n++) {
        visit(n);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void visit(int n) {
    try (SoakConnection visitor = atChild()) {
      if (n % 2 == 0) {
        visitor.listen();
      }
      visits.incrementAndGet();
    } catch (IOException away) {
      // Who comes while the child is away gets no session, and leaves all the same.
    }
  }
}
