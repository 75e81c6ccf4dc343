package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Recorded;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.policy.Authorization;
import io.mcpguard.policy.Visibility;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.Target;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what of a tool server's messages reaches the client, and in which bytes. */
final class Inbound {
  private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

  private final Authorization authorization;
  private final Questions questions;
  private final TaskNews tasks;
  private final Function<Upstream, Port.News> news;

  Inbound(
      Authorization authorization,
      Questions questions,
      TaskNews tasks,
      Function<Upstream, Port.News> news) {
    this.tasks = tasks;
    this.authorization = authorization;
    this.questions = questions;
    this.news = news;
  }

  /** The bytes for the client, if the message is for it. */
  Optional<byte[]> pass(
      Dialogue session,
      Delegated caller,
      ServerMessage message,
      RequestId during,
      Arrival arrival) {
    return switch (message) {
      case ServerMessage.Answered answered -> answered(session, caller, answered, during, arrival);
      case ServerMessage.Notified notified -> {
        session.requests().find(during).map(OpenRequest::pending).ifPresent(Pending::notified);
        learn(session, notified.method());
        yield hasItsPlace(session, notified, during)
            ? notified(session, caller, notified, during)
            : Optional.empty();
      }
      case ServerMessage.Asked asked -> questions.ask(session, caller, asked, during);
      case ServerMessage.Broken broken -> {
        LOG.warn("upstream {} broke the protocol: {}", session.upstream().name(), broken.fault());
        yield Optional.empty();
      }
    };
  }

  /**
   * On a stream of its own caller's an answer may come that another stream broke off before; of a
   * caller who may see less it is not the reader's.
   */
  private Optional<byte[]> answered(
      Dialogue session,
      Delegated caller,
      ServerMessage.Answered answered,
      RequestId during,
      Arrival arrival) {
    boolean foreign =
        session
            .requests()
            .find(answered.id())
            .filter(open -> !caller.reachesAsFarAs(open.caller()))
            .isPresent();
    Optional<OpenRequest> request =
        foreign ? Optional.empty() : session.requests().settle(answered.id());
    if (request.isEmpty()) {
      LOG.warn("upstream {} answered what was not asked; dropped", session.upstream().name());
    }
    if (request.isPresent() && Eras.isMisunderstanding(answered, arrival.status())) {
      news.apply(session.upstream()).misunderstood();
    }
    return request.map(open -> open.pending().answer(spelled(answered, during), arrival));
  }

  /** A tool server may spell an id otherwise than its client; the client gets its own back. */
  private static ServerMessage.Answered spelled(ServerMessage.Answered answered, RequestId asked) {
    if (!answered.id().equals(asked) || answered.id().raw().equals(asked.raw())) {
      return answered;
    }
    byte[] json =
        Splices.of(answered.document())
            .replace(answered.root().member("id").orElseThrow(), asked.bytes())
            .apply();
    return ServerMessage.read(json) instanceof ServerMessage.Answered own ? own : answered;
  }

  /** Whomever it is for, the guard's own view of the upstream is out of date. */
  private void learn(Dialogue session, String method) {
    switch (method) {
      case "notifications/tools/list_changed" -> news.apply(session.upstream()).toolsChanged();
      case "notifications/prompts/list_changed", "notifications/resources/list_changed" ->
          news.apply(session.upstream()).listChanged();
      default -> {}
    }
  }

  /** In a session everything has; elsewhere what belongs to the request. */
  private static boolean hasItsPlace(
      Dialogue session, ServerMessage.Notified notified, RequestId during) {
    return switch (session) {
      case LegacySession in -> true;
      case StatelessRequest alone ->
          alone
              .requests()
              .find(during)
              .filter(open -> open.filter().admits(notified, params(notified)))
              .isPresent();
    };
  }

  private static JsonObject params(ServerMessage.Notified notified) {
    return notified.root().object("params").orElse(notified.root());
  }

  private Optional<byte[]> notified(
      Dialogue session, Delegated caller, ServerMessage.Notified notified, RequestId during) {
    JsonObject params = params(notified);
    switch (notified.method()) {
      case "notifications/resources/updated" -> {
        if (!maySee(session, caller, params.string("uri"))) {
          return Optional.empty();
        }
      }
      case "notifications/cancelled" -> {
        return withdrawn(session, notified, params);
      }
      case TaskNews.TOLD -> {
        return call(session, during)
            .filter(OpenCall::takesUnsigned)
            .flatMap(call -> tasks.told(call.recorded(), notified, params));
      }
      case TaskNews.ACKNOWLEDGED -> {
        Splices edits = OwnMeta.strip(params, Splices.of(notified.document()));
        recorded(session, during).ifPresent(call -> TaskNews.acknowledged(call, params, edits));
        return Optional.of(edits.apply());
      }
      case "notifications/tasks/status" -> {
        return Optional.empty(); // Of a task under the upstream's id: its client asks for it.
      }
      default -> {
        // Every other notification belongs to what the session asked for itself.
      }
    }
    Optional<JsonObject> related =
        params.object("_meta").filter(meta -> meta.member(LegacyTaskResults.RELATED).isPresent());
    if (related.isEmpty() && !OwnMeta.isIn(params)) {
      return Optional.of(notified.document().bytes());
    }
    Splices edits = OwnMeta.strip(params, Splices.of(notified.document()));
    // It names a task by an id that the client does not know.
    related.ifPresent(meta -> edits.remove(meta, LegacyTaskResults.RELATED));
    return Optional.of(edits.apply());
  }

  /** The record of the call that a message belongs to, if it belongs to one. */
  private static Optional<Recorded> recorded(Dialogue session, RequestId during) {
    return call(session, during).map(OpenCall::recorded);
  }

  private static Optional<OpenCall> call(Dialogue session, RequestId during) {
    return session.requests().find(during).flatMap(OpenRequest::call);
  }

  /** The server takes a question back: the client knows it under the guard's id. */
  private static Optional<byte[]> withdrawn(
      Dialogue session, ServerMessage.Notified notified, JsonObject params) {
    Optional<JsonValue> id = params.member("requestId");
    Optional<RequestId> ours =
        id.flatMap(value -> session.requests().takeBack(RequestId.of(notified.document(), value)));
    return ours.map(known ->
        OwnMeta.strip(params, Splices.of(notified.document()))
            .replace(id.orElseThrow(), known.bytes())
            .apply());
  }

  private boolean maySee(Dialogue session, Delegated caller, Optional<String> uri) {
    return uri.map(Target.Resource::new)
        .map(target -> authorization.visibility(caller, session.upstream(), target))
        .filter(Visibility.Callable.class::isInstance)
        .isPresent();
  }
}
