package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.Target;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code subscriptions/listen} at a legacy server: a session of its own, its stream, and a
 * subscription there for each resource (2026-07-28, basic/patterns/subscriptions).
 */
final class LegacySubscription implements EventSource {
  private static final String LIST_CHANGED = "/list_changed";

  /** What a client may ask to be told of, and the part of a server's offer that says it tells. */
  private static final Map<String, String> LISTS =
      Map.of(
          "toolsListChanged", "tools",
          "promptsListChanged", "prompts",
          "resourcesListChanged", "resources");

  private final LegacyServer server;
  private final Asked asked;
  private final List<String> lists = new ArrayList<>();
  private final List<String> resources = new ArrayList<>();
  private Optional<EventSource> events = Optional.empty();
  private State state = State.NEW;

  private enum State {
    NEW,
    ACKNOWLEDGED,
    TOLD_OF_ITS_END
  }

  /** At {@code server}, which is nobody else's. */
  LegacySubscription(LegacyServer server, Asked asked) {
    this.server = server;
    this.asked = asked;
  }

  /** The answer to the request: this stream, or why there is none. */
  Answer open() {
    return switch (server.open(asked)) {
      case LegacyServer.Door.Open(OpenSession session) -> listen(session);
      case LegacyServer.Door.Shut(Answer answer) -> answer;
      case LegacyServer.Door.Gone gone ->
          throw new IllegalStateException("nobody else gives up a server of its own");
    };
  }

  private Answer listen(OpenSession session) {
    Answer answer = session.listen(asked.caller(), "");
    switch (answer) {
      case Answer.Events stream -> {
        events = Optional.of(stream.events());
        honour(session);
        return new Answer.Events(this);
      }
      case Answer.NoStream none -> {
        if (none.denial().reason() == Reason.METHOD_NOT_ALLOWED) {
          // A server without such a stream tells nothing: nothing is honoured, and that is all.
          return new Answer.Events(this);
        }
        server.close();
        return StatelessAnswers.denied(
            asked, new Answer.Denied(none.denial(), none.exchange(), asked.id()));
      }
      case Answer.Denied denied -> {
        server.close();
        return StatelessAnswers.denied(asked, denied);
      }
      case Answer.Message message -> server.close();
      case Answer.Opened opened -> server.close();
      case Answer.Accepted accepted -> server.close();
      case Answer.Dropped dropped -> server.close();
      case Answer.Ended ended -> server.close();
    }
    return answer;
  }

  private void honour(OpenSession session) {
    JsonObject wanted = asked.params().object("notifications").orElseThrow();
    LISTS.forEach((name, kind) -> {
      boolean told = session.ability(kind).flatMap(own -> own.truth("listChanged")).orElse(false);
      if (told && wanted.truth(name).orElse(false)) {
        lists.add(name);
      }
    });
    if (asked.request().target() instanceof Target.Subscription subscription) {
      subscription.resources().stream()
          .distinct()
          .filter(uri -> subscribes(session, uri))
          .forEach(resources::add);
    }
  }

  private boolean subscribes(OpenSession session, String uri) {
    return session.takes(
        asked.caller(), McpMethod.RESOURCES_SUBSCRIBE, JsonText.object().put("uri", uri));
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    if (state == State.NEW) {
      state = State.ACKNOWLEDGED;
      // Tasks have another form there, and are not followed.
      return new Event.Message(
          SubscriptionText.acknowledged(asked.id(), lists, resources, List.of()), "");
    }
    while (state == State.ACKNOWLEDGED && events.isPresent()) {
      switch (events.get().next(atMost)) {
        case Event.Message message -> {
          Optional<byte[]> told = told(message.json());
          if (told.isPresent()) {
            return new Event.Message(told.get(), "");
          }
        }
        case Event.Retry retry -> {}
        case Event.Idle idle -> {
          return idle;
        }
        case Event.End end -> events = Optional.empty();
      }
    }
    if (state == State.TOLD_OF_ITS_END) {
      return new Event.End();
    }
    state = State.TOLD_OF_ITS_END;
    return new Event.Message(SubscriptionText.ended(asked.id()), "");
  }

  private Optional<byte[]> told(byte[] json) {
    if (!(ServerMessage.read(json) instanceof ServerMessage.Notified notified)
        || !isHonoured(notified.method())) {
      return Optional.empty();
    }
    Splices edits = Splices.of(notified.document());
    JsonObject root = notified.root();
    Optional<JsonObject> params = root.object("params");
    Optional<JsonObject> meta = params.flatMap(given -> given.object("_meta"));
    if (meta.isPresent()) {
      edits.set(meta.get(), SubscriptionText.ID, asked.id().bytes());
    } else if (params.isPresent()) {
      edits.set(params.get(), "_meta", SubscriptionText.meta(asked.id()).bytes());
    } else {
      edits.set(
          root,
          "params",
          JsonText.object().put("_meta", SubscriptionText.meta(asked.id())).bytes());
    }
    return Optional.of(edits.apply());
  }

  private boolean isHonoured(String method) {
    if (method.equals("notifications/resources/updated")) {
      return !resources.isEmpty();
    }
    return method.endsWith(LIST_CHANGED)
        && lists.stream()
            .anyMatch(name -> method.equals("notifications/" + LISTS.get(name) + LIST_CHANGED));
  }

  @Override
  public void close() {
    events.ifPresent(EventSource::close);
    server.close();
  }
}
