package io.mcpguard.connect;

import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sends what the host wrote, in the form that its era has over HTTP. */
final class Exchange {
  private static final Duration ONE_WAY = Duration.ofMinutes(1);

  private final McpHttp http;
  private final LegacySession session;
  private final Handshakes handshakes;
  private final Replies replies;
  private final MessageHeads heads = new MessageHeads();
  private final ToolLists lists;

  Exchange(McpHttp http, LegacySession session, Handshakes handshakes, Replies replies) {
    this.http = http;
    this.session = session;
    this.handshakes = handshakes;
    this.replies = replies;
    this.lists = new ToolLists(http, heads);
  }

  /** What became of something that awaits no answer. */
  enum Delivery {
    TAKEN,
    NOT_TAKEN
  }

  /** A request, to its answer. */
  void request(HostMessage.Request request, OpenRequest open) throws InterruptedException {
    if (request.isStateless()) {
      boolean tools = request.method().equals("tools/list");
      Sent sent = stateless(request, open);
      replies.take(sent, open, tools ? heads::learned : Exchange::asItIs);
    } else if (request.method().equals("initialize")) {
      Sent sent = send(request.document().bytes(), List.of(), open);
      replies.take(
          sent,
          open,
          answer -> {
            if (answer.answered().contains(request.id())) {
              session.begin(request, answer, sessionId(sent));
            }
            return asItIs(answer);
          });
    } else {
      replies.take(inSession(request.document().bytes(), open), open, Exchange::asItIs);
    }
  }

  /** A batch, to the answers of its requests. */
  void batch(HostMessage.Batch batch, OpenRequest open) throws InterruptedException {
    replies.take(inSession(batch.document().bytes(), open), open, Exchange::asItIs);
  }

  /** What awaits no answer. */
  Delivery tell(HostMessage.OneWay message) throws InterruptedException {
    OpenRequest nobody = new OpenRequest(List.of(), OpenRequest.Form.IN_SESSION, 0);
    Sent sent = inSession(message.document().bytes(), nobody);
    if (!(sent instanceof Sent.Answered(Http1Response response))) {
      return Delivery.NOT_TAKEN;
    }
    try (response) {
      return response.status() / 100 == 2 ? Delivery.TAKEN : Delivery.NOT_TAKEN;
    }
  }

  private static byte[] asItIs(ServerText message) {
    return message.document().bytes();
  }

  private Sent stateless(HostMessage.Request request, OpenRequest open)
      throws InterruptedException {
    byte[] json = request.document().bytes();
    Sent sent = send(json, heads.of(request.root()), open);
    if (!request.method().equals("tools/call")
        || !(sent instanceof Sent.Answered(Http1Response response))
        || response.status() != 400) {
      return sent;
    }
    byte[] body;
    try (response) {
      body = Answers.whole(response);
    }
    if (!ToolLists.isMissed(body)) {
      return new Sent.Failed(Trouble.REFUSED, body);
    }
    lists.learn(request);
    return send(json, heads.of(request.root()), open);
  }

  private Sent inSession(byte[] json, OpenRequest open) throws InterruptedException {
    Optional<LegacySession.State> now = session.now();
    Sent sent = send(json, now.map(LegacySession.State::headers).orElse(List.of()), open);
    boolean hasSession = now.filter(state -> !state.id().isEmpty()).isPresent();
    if (!hasSession
        || !(sent instanceof Sent.Answered(Http1Response response))
        || response.status() != 404) {
      return sent;
    }
    response.close();
    Optional<LegacySession.State> next = handshakes.again(now.get());
    return next.isPresent()
        ? send(json, next.get().headers(), open)
        : new Sent.Failed(Trouble.SESSION_ENDED, new byte[0]);
  }

  private Sent send(byte[] json, List<Header> headers, OpenRequest open)
      throws InterruptedException {
    Duration patience = open.ids().isEmpty() ? ONE_WAY : Replies.CALL;
    return http.send(McpRequest.post(headers, json, patience), open.cancellation());
  }

  private static Optional<String> sessionId(Sent sent) {
    try {
      return sent instanceof Sent.Answered(Http1Response response)
          ? response.header("mcp-session-id")
          : Optional.empty();
    } catch (Http1Failure repeated) {
      return Optional.empty();
    }
  }
}
