package io.mcpguard.server.proxy;

import io.mcpguard.assertion.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Leaves as a guard writes them, of calls of every kind at random: allowed and refused, ended in
 * each way or cut off, with tasks, with calls that led to others, and with leaves of no call
 * between.
 */
final class CallMix {
  private static final List<String> ENDS =
      List.of("executed", "executed", "refused", "errored", "timed_out", "cancelled", "unknown");

  private final Random random;
  private final String prefix;
  private final List<Open> open = new ArrayList<>();
  private int calls;
  private long next;

  private record Open(String txn, long decision) {}

  /** From the same seed come the same leaves; {@code next} is the index of the first. */
  CallMix(long seed, String prefix, long next) {
    this.random = new Random(seed);
    this.prefix = prefix;
    this.next = next;
  }

  /** The next leaf. */
  byte[] leaf() {
    JsonText leaf =
        switch (random.nextInt(8)) {
          case 0 -> JsonText.object().put("v", 1).put("type", "login").put("result", "password");
          case 1 -> refused();
          case 2 -> open.isEmpty() ? allowed() : task();
          case 3, 4 -> allowed();
          default -> open.isEmpty() ? allowed() : ended();
        };
    next++;
    return leaf.bytes();
  }

  private JsonText allowed() {
    JsonText leaf = decision().put("decision", "allow").put("reason", "permitted");
    if (!open.isEmpty() && random.nextBoolean()) {
      leaf.put("parent", one().txn()).put("run", "run-of-" + one().txn()).put("run_by", "parent");
    } else {
      leaf.put("run", "run-" + random.nextInt(5))
          .put("run_by", random.nextBoolean() ? "token" : "handle");
    }
    if (!open.isEmpty() && random.nextInt(4) == 0) {
      leaf.put("observed", List.of(one().txn()));
    }
    open.add(new Open(prefix + calls, next));
    return leaf;
  }

  private JsonText refused() {
    return decision()
        .put("decision", random.nextBoolean() ? "deny" : "step_up")
        .put("reason", "policy_denied")
        .put("run", "run-" + random.nextInt(5))
        .put("run_by", "session");
  }

  private JsonText decision() {
    calls++;
    String agent = "agent-" + random.nextInt(3);
    return JsonText.object()
        .put("v", 1)
        .put("type", "decision")
        .put("at", "2026-11-26T12:00:00.000Z")
        .put("txn", prefix + calls)
        .put("root", JsonText.object().put("kind", "user"))
        .put("user", "hmac-sha256:" + random.nextInt(2))
        .put("actors", List.of(agent))
        .put("agent", JsonText.object().put("id", agent).put("instance", "i-" + agent))
        .put("server", "https://tools.example/mcp")
        .put("method", random.nextInt(5) == 0 ? "answer" : "tools/call")
        .put("name", "tool-" + random.nextInt(4))
        .put("args_digest", "hmac-sha256:arguments-" + calls);
  }

  private Open one() {
    return open.get(random.nextInt(open.size()));
  }

  /** One in ten is cut off: its end comes never. */
  private JsonText ended() {
    Open call = open.remove(random.nextInt(open.size()));
    if (random.nextInt(10) == 0) {
      return JsonText.object().put("v", 1).put("type", "refusals").put("count", 1);
    }
    String status = ENDS.get(random.nextInt(ENDS.size()));
    JsonText leaf =
        JsonText.object()
            .put("v", 1)
            .put("type", "outcome")
            .put("at", "2026-11-26T12:00:01.000Z")
            .put("txn", call.txn())
            .put("decision_leaf", call.decision())
            .put("status", status);
    return status.equals("executed")
        ? leaf.put("result_digest", "hmac-sha256:result-of-" + call.txn())
        : leaf;
  }

  private JsonText task() {
    Open call = one();
    return JsonText.object()
        .put("v", 1)
        .put("type", "task")
        .put("at", "2026-11-26T12:00:02.000Z")
        .put("txn", call.txn())
        .put("status", "completed")
        .put("result_digest", "hmac-sha256:task-of-" + call.txn());
  }
}
