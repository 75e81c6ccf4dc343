package io.mcpguard.assertion.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.Guarded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A call is sent to several nodes of one tool server: one of them takes it (standards A9). */
@NeedsRedis
class A9SharedStoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Instant STARTED = Guarded.NOW.minusSeconds(60);

  @Test
  void ofTwoNodesThatGetOneCallAtOnceOneTakesIt() throws Exception {
    try (RedisServer server = RedisServer.start();
        RedisReplayStore one = connect(server);
        RedisReplayStore two = connect(server)) {
      List<String> verdicts = atOnce(List.of(one, two, one, two));

      assertThat(verdicts)
          .containsExactlyInAnyOrder("accepted", "replayed", "replayed", "replayed");
    }
  }

  @Test
  void withoutTheStoreNoNodeTakesIt() throws IOException {
    RedisServer server = RedisServer.start();
    try (RedisReplayStore store = connect(server)) {
      server.close();

      assertThat(Guarded.verdict(store)).isEqualTo("replay_store_unreachable");
    }
  }

  private static List<String> atOnce(List<RedisReplayStore> nodes) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
    CyclicBarrier start = new CyclicBarrier(nodes.size());
    List<Future<String>> sent = new ArrayList<>();
    for (RedisReplayStore node : nodes) {
      sent.add(
          threads.submit(() -> {
            start.await();
            return Guarded.verdict(node);
          }));
    }
    List<String> verdicts = new ArrayList<>();
    for (Future<String> verdict : sent) {
      verdicts.add(verdict.get());
    }
    threads.shutdown();
    return verdicts;
  }

  private static RedisReplayStore connect(RedisServer server) {
    return RedisReplayStore.connect(server.uri(), PATIENCE, InstantSource.fixed(STARTED));
  }
}
