package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Header;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A message over HTTP, and what its answer means for MCP. */
public final class HttpExchange implements UpstreamExchange {
  private static final String EVENTS = "text/event-stream";
  private static final int LARGEST_UNIMPORTANT = 64 * 1024;
  private static final int LONGEST_SESSION_ID = 1024;

  /** How long a body may take that says nothing more than its head did. */
  private static final Duration UNIMPORTANT = Duration.ofSeconds(5);

  private final HttpCall exchange;
  private final UpstreamLimits limits;
  private final Expected expected;
  private @Nullable UpstreamReply reply;

  /** What a successful answer has to hold. */
  public enum Expected {
    /** The answer to a request, or a stream. */
    JSON_OR_EVENTS,
    /** No more than a receipt. */
    NOTHING
  }

  /** Reads the answer to {@code exchange} within {@code limits}. */
  public HttpExchange(HttpCall exchange, UpstreamLimits limits, Expected expected) {
    this.exchange = exchange;
    this.expected = expected;
    this.limits = limits;
  }

  @Override
  public UpstreamReply reply() {
    UpstreamReply known = reply;
    if (known == null) {
      known = read();
      reply = known;
    }
    return known;
  }

  @Override
  public void cancel() {
    exchange.cancel();
  }

  @Override
  public void close() {
    exchange.close();
  }

  private UpstreamReply read() {
    try {
      HttpAnswer response = exchange.answer();
      UpstreamHead head = head(response);
      if (response.status() >= 300) {
        return rejected(head, response);
      }
      return switch (expected) {
        case JSON_OR_EVENTS -> answer(head, response);
        case NOTHING -> accepted(head, response);
      };
    } catch (IOException failed) {
      exchange.cancel();
      return Faults.failed(failed);
    }
  }

  private UpstreamReply answer(UpstreamHead head, HttpAnswer response) throws IOException {
    if (response.header("content-encoding").isPresent()) {
      return malformed("the answer is compressed, though nobody asked for it");
    }
    return switch (head.contentType()) {
      case "application/json" -> new Answered(head, response.readAll(limits.answerBytes()));
      case EVENTS -> new EventStream(head, response, limits.eventBytes());
      case "" -> accepted(head, response);
      default -> malformed("the answer is neither application/json nor text/event-stream");
    };
  }

  /** A stream where a receipt is due may never end, so nobody reads it. */
  private static UpstreamReply accepted(UpstreamHead head, HttpAnswer response) {
    if (head.contentType().equals(EVENTS)) {
      response.close();
    } else {
      unimportantBody(response);
    }
    return new Accepted(head);
  }

  private static UpstreamReply rejected(UpstreamHead head, HttpAnswer response) {
    return new Rejected(head, unimportantBody(response));
  }

  /** The status is what counts: a body that does not arrive takes nothing from it. */
  private static byte[] unimportantBody(HttpAnswer response) {
    response.until(Deadline.in(UNIMPORTANT));
    try {
      return response.readAll(LARGEST_UNIMPORTANT);
    } catch (IOException withoutBody) {
      return new byte[0];
    }
  }

  private UpstreamReply malformed(String detail) {
    exchange.cancel();
    return new Failed(Fault.MALFORMED, Reach.SENT, detail);
  }

  private static UpstreamHead head(HttpAnswer response) throws IOException {
    String session = response.header("mcp-session-id").orElse("");
    boolean sendable = session.length() <= LONGEST_SESSION_ID && Header.isValue(session);
    return new UpstreamHead(
        response.status(),
        mediaType(response.header("content-type").orElse("")),
        sendable ? session : "",
        response::headers);
  }

  private static String mediaType(String contentType) {
    if (contentType.equals("application/json") || contentType.equals(EVENTS)) {
      return contentType;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
