package io.mcpguard.streamable;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Cure;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.oauth.Challenge;
import io.mcpguard.oauth.Scheme;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import java.io.IOException;
import java.util.List;

/** One response on its way to the client. */
final class Wire {
  private static final String JSON = "application/json";
  private static final int UNAVAILABLE = 503;
  private static final int TOO_MANY = 429;
  private static final byte[] NOTHING = {};
  private static final String EVENTS = "text/event-stream";

  private final ClientExchange exchange;
  private final Challenges challenges;
  private final Scheme scheme;

  Wire(ClientExchange exchange, Challenges challenges, Scheme scheme) {
    this.exchange = exchange;
    this.challenges = challenges;
    this.scheme = scheme;
  }

  boolean sendsJson() {
    String type = exchange.values("Content-Type").stream().findFirst().orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().equalsIgnoreCase(JSON);
  }

  /** A client must take both kinds of answer (2025-11-25, basic/transports, sending messages). */
  boolean takesBoth() {
    return accepts(JSON) && accepts(EVENTS);
  }

  /** Whether the head claims the 2026-07-28 revision. */
  boolean isStateless() {
    return exchange.values(RepeatedHeaders.REVISION).equals(List.of(RequestMeta.REVISION));
  }

  boolean takesEvents() {
    return accepts(EVENTS);
  }

  /** A refusal of something that is no message yet, or of which no id is known. */
  void refuse(Reason reason) throws IOException {
    if (reason == Reason.FLOOD) {
      exchange.field("Retry-After", "10");
    }
    send(unanswered(reason), Answers.refusal(reason));
  }

  /** A refusal of a body, which names the limit: the client can send less. */
  void refuseBeyond(int mostBytes, Reason reason) throws IOException {
    send(unanswered(reason), Answers.refusal(reason, mostBytes));
  }

  /** A refusal at the door, before any message was read. */
  void refuse(Denial denial, Upstream upstream) throws IOException {
    put(challenges.atTheDoor(denial, upstream, scheme));
    refuse(denial.reason());
  }

  void answer(Answer answer, Upstream upstream) throws IOException, InterruptedException {
    switch (answer) {
      case Answer.Message message -> send(message.status(), message.json());
      case Answer.Opened opened -> {
        exchange.field(Endpoints.SESSION, opened.sessionId());
        send(200, opened.json());
      }
      case Answer.Accepted accepted -> empty(202);
      case Answer.Dropped dropped -> empty(202);
      case Answer.NoStream refused -> deny(refused, upstream);
      case Answer.Ended ended -> empty(200);
      case Answer.Events events -> new EventWriter(exchange).write(events.events());
      case Answer.Denied denied -> deny(denied, upstream);
    }
  }

  private void deny(Answer.Denied denied, Upstream upstream) throws IOException {
    put(challenges.within(denied.denial(), upstream, scheme));
    if (denied.denial().cure() instanceof Cure.Wait wait) {
      exchange.field("Retry-After", Long.toString(wait.seconds()));
      exchange.field("RateLimit", wait.rateLimit());
      exchange.field("RateLimit-Policy", wait.rateLimitPolicy());
    }
    send(
        status(denied.denial().reason()),
        Answers.error(denied.denial(), denied.exchange(), denied.replyTo()));
  }

  private void deny(Answer.NoStream refused, Upstream upstream) throws IOException {
    put(challenges.within(refused.denial(), upstream, scheme));
    send(
        unanswered(refused.denial().reason()),
        Answers.error(refused.denial(), refused.exchange(), RequestId.NONE));
  }

  /** "Unknown methods … 404" (2026-07-28, basic/transports/streamable-http), as in no other. */
  private int status(Reason reason) {
    return reason == Reason.METHOD_NOT_FOUND && isStateless() ? 404 : reason.httpStatus();
  }

  /** The status where there is no request that a JSON-RPC error with status 200 could answer. */
  private static int unanswered(Reason reason) {
    if (reason == Reason.TOO_MANY_STREAMS) {
      return TOO_MANY;
    }
    return reason.httpStatus() == 200 ? UNAVAILABLE : reason.httpStatus();
  }

  private void put(List<Challenge> said) {
    if (!said.isEmpty()) {
      exchange.field("WWW-Authenticate", Challenge.headerValue(said));
    }
  }

  private void send(int status, byte[] json) throws IOException {
    exchange.status(status);
    exchange.field("Content-Type", JSON);
    exchange.whole(json);
  }

  private void empty(int status) throws IOException {
    exchange.status(status);
    exchange.whole(NOTHING);
  }

  private boolean accepts(String type) {
    for (String value : exchange.values("Accept")) {
      for (int from = 0; from <= value.length(); ) {
        int comma = value.indexOf(',', from);
        int end = comma < 0 ? value.length() : comma;
        if (covers(range(value, from, end), type)) {
          return true;
        }
        from = end + 1;
      }
    }
    return false;
  }

  /** The media range between two commas, without its parameters (RFC 9110 §12.5.1). */
  private static String range(String value, int from, int end) {
    int parameters = value.indexOf(';', from);
    return value.substring(from, parameters < 0 || parameters > end ? end : parameters).strip();
  }

  private static boolean covers(String range, String type) {
    if (range.endsWith("/*")) {
      int family = range.length() - 1;
      return range.equals("*/*") || type.regionMatches(true, 0, range, 0, family);
    }
    return range.equalsIgnoreCase(type);
  }
}
