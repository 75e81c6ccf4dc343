package io.mcpguard.conformance;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.ScriptedClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Concurrent callers of one tool, each of which calls again as soon as it has its answer, until the
 * guard goes away or they are told to stop.
 */
final class CallLoad {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_KEPT = 50_000;

  private final String tool;
  private final List<Answer> answers = new ArrayList<>();
  private final CountDownLatch running;
  private final AtomicLong results = new AtomicLong();
  private volatile boolean stopping;

  private CallLoad(String tool, int callers) {
    this.tool = tool;
    this.running = new CountDownLatch(callers);
  }

  /** Begins at once, one thread for each client. */
  static CallLoad of(String tool, List<ScriptedClient> clients) {
    CallLoad load = new CallLoad(tool, clients.size());
    for (ScriptedClient client : clients) {
      Thread.startVirtualThread(() -> load.callOn(client));
    }
    return load;
  }

  /** Waits for something while the callers go on calling. */
  void until(String what, BooleanSupplier reached) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!reached.getAsBoolean()) {
      if (Instant.now().isAfter(end) || running.await(1, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("never came: " + what + "\n" + lastAnswers());
      }
    }
  }

  /** Lets each caller finish its call and waits for them; returns every answer they got. */
  List<Answer> stop() throws InterruptedException {
    stopping = true;
    if (!running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("callers still wait for answers");
    }
    return answers();
  }

  /** Every answer so far. */
  List<Answer> answers() {
    synchronized (answers) {
      return List.copyOf(answers);
    }
  }

  /** How many of them were results. */
  long results() {
    return results.get();
  }

  private String lastAnswers() {
    List<Answer> all = answers();
    return all.subList(Math.max(0, all.size() - 3), all.size()).stream()
        .map(answer -> answer.status() + " " + answer.body())
        .collect(Collectors.joining("\n"));
  }

  private void callOn(ScriptedClient client) {
    try {
      while (!stopping) {
        keep(client.call(tool, "{\"text\":\"x\"}"));
      }
    } catch (IOException gone) {
      // The guard died with the call under way, which is what the load is for.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.countDown();
    }
  }

  private void keep(Answer answer) {
    if (answer.errorCode() == 0) {
      results.incrementAndGet();
    }
    synchronized (answers) {
      if (answers.size() < MOST_KEPT) {
        answers.add(answer);
      }
    }
  }
}
