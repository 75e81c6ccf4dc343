package io.mcpguard.assertion.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.mcpguard.assertion.ReplayStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Remembers in one Redis or Valkey that all nodes share. Checking and remembering is one step at
 * the server; what it cannot be asked about in time is refused.
 *
 * <p>A server that lost its memory would let every token in flight be used once more. So a mark
 * stands beside the transactions that says since when it remembers; where there is none, it is set
 * so that no token of before is taken, and for some seconds calls are refused. The server must not
 * evict what has not ended, which is asked at the start. A replica that takes over may lack the
 * last claims: give this store a server of its own without failover where that matters.
 */
public final class RedisReplayStore implements ReplayStore, AutoCloseable {
  /** The braces keep both keys in one slot of a cluster. */
  private static final String MARK = "{mcp-guard}:remembers-since";

  private static final String TRANSACTION = "{mcp-guard}:txn:";

  private static final String CLAIM =
      """
      local since = redis.call('GET', KEYS[1])
      if not since then
        since = ARGV[1]
        redis.call('SET', KEYS[1], since)
      end
      if tonumber(ARGV[2]) < tonumber(since) then
        return 'BEFORE_START'
      end
      if redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[3]) then
        return 'FIRST'
      end
      return 'SEEN'
      """;

  private static final Duration DEADLINE = Duration.ofMillis(500);

  /** The first connection loads a thousand classes, which alone may take seconds. */
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);

  private static final int MOST_WAITING = 1024;

  private static final ClientOptions OPTIONS =
      ClientOptions.builder()
          .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
          .requestQueueSize(MOST_WAITING)
          .socketOptions(SocketOptions.builder().connectTimeout(TO_CONNECT).build())
          .timeoutOptions(TimeoutOptions.enabled())
          .build();

  /** A token may be used that was issued 5 s after the time of its verifier. */
  private static final long LATEST_ISSUE_S = 5;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  private RedisReplayStore(RedisClient client, StatefulRedisConnection<String, String> connection) {
    this.client = client;
    this.connection = connection;
  }

  /**
   * Connects, and begins to remember where the server does not yet; each step of that has ten
   * seconds. A claim that the server does not answer within half a second is {@code UNREACHABLE}.
   *
   * @param uri such as {@code rediss://user:secret@redis.internal:6379}
   * @throws IllegalStateException when the server cannot be asked, or evicts
   */
  public static RedisReplayStore connect(String uri, InstantSource clock) {
    return connect(uri, DEADLINE, clock);
  }

  /**
   * As {@link #connect(String, InstantSource)}, with another deadline than half a second for each
   * claim.
   */
  public static RedisReplayStore connect(String uri, Duration deadline, InstantSource clock) {
    RedisURI place = RedisURI.create(uri);
    place.setTimeout(TO_CONNECT);
    RedisClient client = RedisClient.create(place);
    client.setOptions(OPTIONS);
    try {
      RedisReplayStore store = new RedisReplayStore(client, client.connect());
      store.refuseEviction();
      store.begin(clock.instant());
      store.connection.setTimeout(deadline);
      return store;
    } catch (RedisException | IllegalStateException fault) {
      client.shutdown(Duration.ZERO, DEADLINE);
      throw new IllegalStateException(
          fault instanceof RedisException
              ? "replay store: the server cannot be asked; check its URI and that it runs"
              : fault.getMessage(),
          fault);
    }
  }

  private void refuseEviction() {
    String memory = connection.sync().info("memory");
    boolean bounded = !memory.contains("\nmaxmemory:0\r");
    if (bounded && !memory.contains("\nmaxmemory_policy:noeviction\r")) {
      throw new IllegalStateException(
          "replay store: the server forgets when its memory is full; set maxmemory-policy"
              + " noeviction, or use another server");
    }
  }

  private void begin(Instant now) {
    connection.sync().set(MARK, since(now), SetArgs.Builder.nx());
  }

  private static String since(Instant now) {
    return Long.toString(now.getEpochSecond() + LATEST_ISSUE_S + 1);
  }

  @Override
  public Claim claim(String txn, Instant issuedAt, Instant keepUntil, Instant now) {
    long milliseconds = Duration.between(now, keepUntil).toMillis();
    if (milliseconds <= 0) {
      return Claim.EXPIRED;
    }
    try {
      String claim =
          connection
              .sync()
              .eval(
                  CLAIM,
                  ScriptOutputType.VALUE,
                  new String[] {MARK, TRANSACTION + txn},
                  since(now),
                  Long.toString(issuedAt.getEpochSecond()),
                  Long.toString(milliseconds));
      return Claim.valueOf(claim);
    } catch (RedisException fault) {
      return String.valueOf(fault.getMessage()).startsWith("OOM") ? Claim.FULL : Claim.UNREACHABLE;
    }
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, DEADLINE);
  }
}
