package io.mcpguard.server.transport;

import io.mcpguard.exchange.Cure;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Reason;
import io.mcpguard.oauth.Challenge;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** One response on its way to the client; blocking, as everything on a virtual thread. */
final class Wire {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private final Request request;
  private final Response response;

  /** Finds the challenge that a refusal needs, if it needs one. */
  interface Challenges {
    Optional<Challenge> of(Denial denial);
  }

  Wire(Request request, Response response) {
    this.request = request;
    this.response = response;
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

  void challenge(Denial denial, Optional<Challenge> challenge) throws IOException {
    challenge.ifPresent(
        c -> response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, c.headerValue()));
    refuse(denial.reason());
  }

  void answer(Answer answer, Challenges challenges) throws IOException, InterruptedException {
    switch (answer) {
      case Answer.Message message -> send(200, message.json());
      case Answer.Opened opened -> {
        response.getHeaders().put(McpHandler.SESSION, opened.sessionId());
        send(200, opened.json());
      }
      case Answer.Accepted accepted -> empty(202);
      case Answer.Ended ended -> empty(200);
      case Answer.Events events -> new EventWriter(response).write(events.events());
      case Answer.Denied denied -> deny(denied, challenges);
    }
  }

  /** The answers to a batch, as one stream of events. */
  void answer(EventSource answers) throws IOException, InterruptedException {
    new EventWriter(response).write(answers);
  }

  /** Answers to a batch that held nothing to answer. */
  void accepted() throws IOException {
    empty(202);
  }

  private void deny(Answer.Denied denied, Challenges challenges) throws IOException {
    if (denied.replyTo().equals(RequestId.NONE) && denied.denial().reason().httpStatus() == 200) {
      empty(202);
      return;
    }
    challenges
        .of(denied.denial())
        .ifPresent(c -> response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, c.headerValue()));
    if (denied.denial().cure() instanceof Cure.Wait wait) {
      response
          .getHeaders()
          .put("Retry-After", Long.toString(Math.max(1, wait.atLeast().toSeconds())));
    }
    send(
        denied.denial().reason().httpStatus(),
        error(denied.denial(), denied.exchange(), denied.replyTo()));
  }

  private static byte[] error(Denial denial, ExchangeId exchange, RequestId id) {
    return Answers.error(denial, exchange, id);
  }

  private void send(int status, byte[] json) throws IOException {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
    Content.Sink.write(response, true, java.nio.ByteBuffer.wrap(json));
  }

  private void empty(int status) throws IOException {
    response.setStatus(status);
    Content.Sink.write(response, true, org.eclipse.jetty.util.BufferUtil.EMPTY_BUFFER);
  }

  private boolean accepts(String type) {
    List<String> fields = request.getHeaders().getCSV(HttpHeader.ACCEPT, true);
    String family = type.substring(0, type.indexOf('/')) + "/*";
    return fields.stream()
        .map(field -> field.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .anyMatch(field -> field.equals(type) || field.equals(family) || field.equals("*/*"));
  }
}
