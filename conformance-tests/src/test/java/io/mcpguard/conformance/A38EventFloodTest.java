package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EventReader;
import io.mcpguard.testkit.ScriptedClient;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A38, event streams: floods of events pass or end, and the guard keeps none of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A38EventFloodTest {
  private static final int STREAMS = 8;
  private static final long MOST_GROWTH = 200L * 1024 * 1024;
  private static final String CALL =
      """
      {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"many","arguments":{}}}
      """;

  @TempDir private static Path folder;
  private final FloodingUpstream upstream = new FloodingUpstream();
  private Guard guard;
  private ScriptedClient client;
  private long before;

  @BeforeAll
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [flood] } }
            agents: { default: { ceiling: [flood], max-instances: 10 } }
            upstreams:
              flood: { url: "%s", assertion: txn-token }
            scopes:
              flood: { says: "Be flooded", tools: ["flood/*"] }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [flood]
            limits: { streams-per-agent: %d }
            """
                .formatted(upstream.url(), STREAMS));
    client = guard.client("flood", guard.login("flood", "flood").access());
    before = guard.residentBytes();
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @AfterEach
  void nothingWasKept() throws Exception {
    assertThat(client.request("ping", "{}").status()).isEqualTo(200);
    assertThat(guard.residentBytes() - before).isLessThan(MOST_GROWTH);
  }

  @Test
  void aHundredMegabytesOfNotificationsPassByAndTheResultComes() throws Exception {
    assertThat(client.send(CALL).text()).isEqualTo("done");
  }

  @Test
  void aCallerThatReadsNothingOfAFloodHoldsNobodyUp() throws Exception {
    List<EventReader> unread = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      unread.add(client.stream(CALL));
    }

    assertThat(client.request("tools/list", "{}").result().path("tools")).hasSize(2);
    for (EventReader one : unread) {
      one.close();
    }
  }

  @Test
  void anEventWithoutEndEndsTheCall() throws Exception {
    Answer answer = client.call("endless", "{}");

    assertThat(answer.errorCode()).isEqualTo(1502);
  }

  @Test
  void anAgentOpensNoMoreStreamsThanItMay() throws Exception {
    List<HttpResponse<InputStream>> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(client.open());
    }

    assertThat(streams).extracting(HttpResponse::statusCode).containsOnly(200);
    assertThat(client.open().statusCode()).isEqualTo(429);
    for (HttpResponse<InputStream> one : streams) {
      one.body().close();
    }
  }
}
