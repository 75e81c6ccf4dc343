package io.mcpguard.bridge;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a session hears of without having asked: one subscription at the server, made anew whenever
 * the client follows something else, and the stream in which the client reads of it.
 */
final class SessionNews {
  private static final int MOST_FOLLOWED = 1_000;

  /** All URIs together, in characters. */
  private static final int LONGEST_FOLLOWED = 64 * 1024;

  private final BridgedSession session;
  private final ServerOffer.News offered;
  private final Outbox outbox;
  private final NewsSource source;
  private final ReentrantLock changing = new ReentrantLock();
  private final Set<String> followed = new CopyOnWriteArraySet<>();
  private volatile Optional<NewsFeed> feed = Optional.empty();
  private volatile Optional<NewsFeed> retired = Optional.empty();
  private volatile Optional<NewsStream> reader = Optional.empty();
  private volatile boolean over;

  /** Nothing is followed yet; the server tells of what {@code offered} says. */
  SessionNews(BridgedSession session, ServerOffer.News offered, Outbox outbox) {
    this.session = session;
    this.offered = offered;
    this.outbox = outbox;
    this.source = new NewsSource(session, offered.lists(), outbox);
  }

  /** What the client followed before. */
  void follow(List<String> uris) {
    followed.addAll(uris);
  }

  List<String> followed() {
    return List.copyOf(followed);
  }

  Outbox outbox() {
    return outbox;
  }

  /** The client wants to hear of a resource; the answer says whether it will. */
  Answer subscribe(Delegated caller, McpMessage.Request request) {
    String uri = request.target().name();
    if (!offered.resources()) {
      return session
          .server()
          .refuse(caller, request, Reason.METHOD_NOT_FOUND, "it has no subscriptions");
    }
    Optional<Denial> missing = session.server().endpoint().missingScope(caller, uri);
    if (missing.isPresent()) {
      return session
          .server()
          .guard()
          .refuse(caller, session.server().upstream(), request, missing.get());
    }
    changing.lock();
    try {
      List<String> wanted = new ArrayList<>(followed);
      if (!followed.contains(uri)) {
        wanted.add(uri);
      }
      return wanted.size() > MOST_FOLLOWED || length(wanted) > LONGEST_FOLLOWED
          ? session
              .server()
              .refuse(caller, request, Reason.BUSY, "a session follows as much as it may")
          : subscribed(caller, request, uri, wanted);
    } finally {
      changing.unlock();
    }
  }

  private static int length(List<String> uris) {
    return uris.stream().mapToInt(String::length).sum();
  }

  private Answer subscribed(
      Delegated caller, McpMessage.Request request, String uri, List<String> wanted) {
    return switch (renewal(standingOn(caller), wanted)) {
      case NewsSource.Renewal.Failed failed -> told(caller, request, failed.answer());
      case NewsSource.Renewal.Done done -> {
        if (!done.feed().honours(uri)) {
          done.feed().close();
          yield session
              .server()
              .refuse(caller, request, Reason.OUT_OF_REACH, "it does not tell of that resource");
        }
        followed.add(uri);
        replaceFeed(done.feed());
        session.keep();
        yield BridgedSession.done(request);
      }
    };
  }

  /** The client no longer wants to hear of a resource, which it is told at once. */
  Answer unsubscribe(Delegated caller, McpMessage.Request request) {
    String uri = request.target().name();
    if (!offered.resources()) {
      return session
          .server()
          .refuse(caller, request, Reason.METHOD_NOT_FOUND, "it has no subscriptions");
    }
    changing.lock();
    try {
      if (followed.remove(uri) && !closeIfUnneeded() && !isSilent()) {
        // Where it fails the client hears of more than it wants, until the next change.
        if (renewal(standingOn(caller), List.copyOf(followed))
            instanceof NewsSource.Renewal.Done done) {
          replaceFeed(done.feed());
        }
      }
      session.keep();
      return BridgedSession.done(request);
    } finally {
      changing.unlock();
    }
  }

  /** Opens the client's stream, in the place of an earlier one. */
  Answer listen(Delegated caller) {
    if (offered.lists().isEmpty() && !offered.resources()) {
      return session
          .server()
          .refuseStream(caller, Reason.METHOD_NOT_ALLOWED, "it tells of nothing");
    }
    changing.lock();
    try {
      return switch (renewal(caller, List.copyOf(followed))) {
        case NewsSource.Renewal.Failed(Answer.Denied denied) ->
            new Answer.NoStream(denied.denial(), denied.exchange());
        case NewsSource.Renewal.Failed failed ->
            session
                .server()
                .refuseStream(caller, Reason.METHOD_NOT_ALLOWED, "it does not tell of anything");
        case NewsSource.Renewal.Done done -> {
          NewsStream stream = new NewsStream(this, caller);
          reader = Optional.of(stream);
          replaceFeed(done.feed());
          yield new Answer.Events(stream);
        }
      };
    } finally {
      changing.unlock();
    }
  }

  /** A stream shows only what its own reader may know of. */
  private Delegated standingOn(Delegated caller) {
    return reader.map(NewsStream::caller).orElse(caller);
  }

  private NewsSource.Renewal renewal(Delegated caller, List<String> uris) {
    retired.ifPresent(NewsFeed::close);
    return source.renew(caller, uris);
  }

  private void replaceFeed(NewsFeed fresh) {
    retired = feed;
    feed = Optional.of(fresh);
    retired.ifPresent(NewsFeed::retire);
    if (over) {
      fresh.close();
    }
    outbox.wake();
  }

  private Answer told(Delegated caller, McpMessage.Request request, Answer failure) {
    return switch (failure) {
      case Answer.Denied denied ->
          new Answer.Denied(denied.denial(), denied.exchange(), BridgedSession.id(request));
      case Answer.Message message
          when ServerMessage.read(message.json()) instanceof ServerMessage.Answered answered
              && answered.kind() == ServerMessage.Answered.Kind.ERROR ->
          new Answer.Message(
              SessionAnswers.translated(answered, request.method(), BridgedSession.id(request)));
      case Answer other ->
          session
              .server()
              .refuse(
                  caller, request, Reason.UPSTREAM_WRONG, "it did not acknowledge a subscription");
    };
  }

  boolean isReadBy(NewsStream stream) {
    return reader.filter(stream::equals).isPresent();
  }

  /** Whether nothing more will come, however long one waits. */
  boolean isSilent() {
    return feed.map(NewsFeed::isOver).orElse(true);
  }

  /** A reader is gone. What it followed is kept for the next one. */
  void left(NewsStream stream) {
    changing.lock();
    try {
      if (isReadBy(stream)) {
        reader = Optional.empty();
        closeIfUnneeded();
      }
    } finally {
      changing.unlock();
    }
  }

  private boolean closeIfUnneeded() {
    boolean unneeded = reader.isEmpty() && followed.isEmpty();
    if (unneeded) {
      retired.ifPresent(NewsFeed::close);
      feed.ifPresent(NewsFeed::close);
      feed = Optional.empty();
    }
    return unneeded;
  }

  /** The session is over: nothing is heard any more. */
  void end() {
    over = true;
    reader = Optional.empty();
    source.cancel();
    retired.ifPresent(NewsFeed::close);
    feed.ifPresent(NewsFeed::close);
    outbox.clear();
  }
}
