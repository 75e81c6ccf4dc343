package io.mcpguard.upstream;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream (WHATWG HTML §9.2). An event that only sets an id or a retry time is an
 * event too, with empty data: MCP primes resumable streams so.
 */
public final class SseEvent implements StreamStep {
  private final @Nullable String id;
  private final String type;
  private final byte[] data;
  private final @Nullable Duration retry;

  SseEvent(@Nullable String id, String type, byte[] data, @Nullable Duration retry) {
    this.id = id;
    this.type = type;
    this.data = data;
    this.retry = retry;
  }

  /** The id this event sets; may be the empty text, which forgets the last one. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  /** {@code message} unless the event names another type. */
  public String type() {
    return type;
  }

  /** The data, lines joined by LF, valid UTF-8; not copied, not to be changed. */
  public byte[] data() {
    return data;
  }

  /** How long to wait before reconnecting, if the event says so. */
  public Optional<Duration> retry() {
    return Optional.ofNullable(retry);
  }
}
