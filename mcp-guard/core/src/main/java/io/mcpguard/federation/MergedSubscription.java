package io.mcpguard.federation;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.bridge.SubscriptionText;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions at several upstreams as one: what they honour together is acknowledged first,
 * and it ends when the last of them has ended (2026-07-28, basic/patterns/subscriptions).
 */
final class MergedSubscription implements EventSource {
  private static final Logger LOG = LoggerFactory.getLogger(MergedSubscription.class);
  private static final int MOST_WAITING = 256;

  /** The stream of an upstream that gave none. */
  private static final EventSource NOTHING =
      new EventSource() {
        @Override
        public Event next(Duration atMost) {
          return new Event.End();
        }

        @Override
        public void close() {}
      };

  /** An upstream that acknowledges later is not waited for. */
  private static final Duration TO_ACKNOWLEDGE = Duration.ofSeconds(5);

  private final RequestId id;
  private final Map<String, EventSource> sources = new ConcurrentHashMap<>();
  private final List<Thread> pumps = new ArrayList<>();
  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Deque<Event> ready = new ArrayDeque<>();
  private final Set<String> lists = new TreeSet<>();
  private final List<String> resources = new ArrayList<>();
  private final List<String> tasks = new ArrayList<>();

  /** Whoever has not ended, and of those whoever has not acknowledged. */
  private final Set<String> open = new HashSet<>();

  private final Set<String> awaited = new HashSet<>();
  private boolean acknowledged;
  private boolean over;
  private volatile boolean closed;

  /** What a pump brings. */
  private sealed interface Item {}

  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
  private record Told(String server, byte[] json) implements Item {}

  private record Ended(String server) implements Item {}

  /**
   * What {@code upstreams} answer, each asked on a thread of its own, for the request {@code id}.
   */
  MergedSubscription(RequestId id, Map<String, Supplier<Answer>> upstreams) {
    this.id = id;
    open.addAll(upstreams.keySet());
    awaited.addAll(upstreams.keySet());
    upstreams.forEach((server, asking) ->
        pumps.add(
            Thread.ofVirtual().name("subscription-" + server).start(() -> follow(server, asking))));
  }

  /** Whatever fails, the upstream's part has ended, and that is told. */
  private void follow(String server, Supplier<Answer> asking) {
    try {
      open(server, asking.get());
    } catch (RuntimeException e) {
      LOG.error("the subscription at upstream {} failed", server, e);
      Optional.ofNullable(sources.get(server)).ifPresent(EventSource::close);
      pump(server, NOTHING);
    }
  }

  private void open(String server, Answer answer) {
    if (answer instanceof Answer.Events stream) {
      sources.put(server, stream.events());
      if (closed) {
        stream.events().close();
      }
      pump(server, stream.events());
    } else {
      pump(server, NOTHING);
    }
  }

  private void pump(String server, EventSource events) {
    try {
      while (true) {
        switch (events.next(TO_ACKNOWLEDGE)) {
          case Event.Message message -> items.put(new Told(server, message.json()));
          case Event.Retry retry -> {}
          case Event.Idle idle -> {}
          case Event.End end -> {
            items.put(new Ended(server));
            return;
          }
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    if (!acknowledged) {
      acknowledge();
    }
    while (ready.isEmpty()) {
      if (open.isEmpty()) {
        return end();
      }
      Item item = items.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
      if (item == null) {
        return new Event.Idle();
      }
      take(item);
    }
    return ready.poll();
  }

  private void acknowledge() throws InterruptedException {
    long until = System.nanoTime() + TO_ACKNOWLEDGE.toNanos();
    while (!awaited.isEmpty() && ready.size() < MOST_WAITING) {
      long left = until - System.nanoTime();
      Item item = left <= 0 ? null : items.poll(left, TimeUnit.NANOSECONDS);
      if (item == null) {
        break;
      }
      take(item);
    }
    acknowledged = true;
    ready.addFirst(
        new Event.Message(SubscriptionText.acknowledged(id, lists, resources, tasks), ""));
  }

  /**
   * Where the part of an upstream ends that was acknowledged, all of it ends: the client comes
   * again and hears of what it missed. What was not acknowledged is not told.
   */
  private void take(Item item) {
    switch (item) {
      case Ended ended -> {
        boolean promised = !awaited.remove(ended.server());
        open.remove(ended.server());
        if (promised) {
          open.clear();
        }
      }
      case Told told -> {
        if (ServerMessage.read(told.json()) instanceof ServerMessage.Notified notified) {
          told(told, notified);
        }
      }
    }
  }

  private void told(Told told, ServerMessage.Notified notified) {
    if (notified.method().equals(SubscriptionText.ACKNOWLEDGED)) {
      if (!acknowledged && awaited.remove(told.server())) {
        honoured(told.server(), notified.root());
      }
    } else if (!awaited.contains(told.server()) && isOfASubscription(notified.method())) {
      ready.add(new Event.Message(new Naming(told.server()).message(told.json()), ""));
    }
  }

  /** "MUST NOT send notification types that were not requested" (same place). */
  private static boolean isOfASubscription(String method) {
    return method.equals("notifications/resources/updated")
        || method.equals("notifications/tasks")
        || method.endsWith("/list_changed");
  }

  private void honoured(String server, JsonObject root) {
    root.object("params")
        .flatMap(params -> params.object("notifications"))
        .ifPresent(subset -> {
          subset.members().stream()
              .filter(member -> subset.truth(member.name()).orElse(false))
              .forEach(member -> lists.add(member.name()));
          subset
              .array("resourceSubscriptions")
              .map(JsonArray::values)
              .ifPresent(uris -> uris.forEach(uri -> follows(server, uri)));
          subset
              .array("taskIds")
              .map(JsonArray::values)
              .ifPresent(ids -> ids.forEach(id -> followsTask(server, id)));
        });
  }

  private void follows(String server, JsonValue uri) {
    if (uri instanceof JsonString text) {
      resources.add(FederatedUris.federated(server, text.value()));
    }
  }

  private void followsTask(String server, JsonValue handle) {
    if (handle instanceof JsonString text) {
      tasks.add(FederatedNames.whole(server, text.value()));
    }
  }

  private Event end() {
    if (over) {
      return new Event.End();
    }
    over = true;
    return new Event.Message(SubscriptionText.ended(id), "");
  }

  @Override
  public void close() {
    closed = true;
    sources.values().forEach(EventSource::close);
    pumps.forEach(Thread::interrupt);
  }
}
