package io.mcpguard.server.transport;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Cure;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.oauth.Challenge;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;

/** One response on its way to the client; blocking, as everything on a virtual thread. */
final class Wire {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private final Request request;
  private final Response response;
  private final Challenges challenges;

  Wire(Request request, Response response, Challenges challenges) {
    this.request = request;
    this.response = response;
    this.challenges = challenges;
  }

  boolean sendsJson() {
    String type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE)).orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().equalsIgnoreCase(JSON);
  }

  /** A client must take both kinds of answer (2025-11-25, basic/transports, sending messages). */
  boolean takesBoth() {
    return accepts(JSON) && accepts(EVENTS);
  }

  boolean takesEvents() {
    return accepts(EVENTS);
  }

  /** A refusal of something that is no message yet, or of which no id is known. */
  void refuse(Reason reason) throws IOException {
    send(reason.httpStatus(), Answers.refusal(reason));
  }

  /** A refusal at the door, before any message was read. */
  void refuse(Denial denial, Upstream upstream) throws IOException {
    put(challenges.atTheDoor(denial, upstream));
    refuse(denial.reason());
  }

  void answer(Answer answer, Upstream upstream) throws IOException, InterruptedException {
    switch (answer) {
      case Answer.Message message -> send(200, message.json());
      case Answer.Opened opened -> {
        response.getHeaders().put(McpHandler.SESSION, opened.sessionId());
        send(200, opened.json());
      }
      case Answer.Accepted accepted -> empty(202);
      case Answer.Ended ended -> empty(200);
      case Answer.Events events -> new EventWriter(response).write(events.events());
      case Answer.Denied denied -> deny(denied, upstream);
    }
  }

  private void deny(Answer.Denied denied, Upstream upstream) throws IOException {
    if (denied.replyTo().equals(RequestId.NONE) && denied.denial().reason().httpStatus() == 200) {
      empty(202);
      return;
    }
    put(challenges.within(denied.denial(), upstream));
    if (denied.denial().cure() instanceof Cure.Wait wait) {
      response
          .getHeaders()
          .put("Retry-After", Long.toString(Math.max(1, wait.atLeast().toSeconds())));
    }
    send(
        denied.denial().reason().httpStatus(),
        Answers.error(denied.denial(), denied.exchange(), denied.replyTo()));
  }

  private void put(Optional<Challenge> challenge) {
    challenge.ifPresent(
        c -> response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, c.headerValue()));
  }

  private void send(int status, byte[] json) throws IOException {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
    Content.Sink.write(response, true, ByteBuffer.wrap(json));
  }

  private void empty(int status) throws IOException {
    response.setStatus(status);
    Content.Sink.write(response, true, BufferUtil.EMPTY_BUFFER);
  }

  private boolean accepts(String type) {
    List<String> fields = request.getHeaders().getCSV(HttpHeader.ACCEPT, true);
    String family = type.substring(0, type.indexOf('/')) + "/*";
    return fields.stream()
        .map(field -> field.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .anyMatch(field -> field.equals(type) || field.equals(family) || field.equals("*/*"));
  }
}
