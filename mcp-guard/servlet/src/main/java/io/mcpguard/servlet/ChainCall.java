package io.mcpguard.servlet;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Header;
import io.mcpguard.upstream.BrokenAnswer;
import io.mcpguard.upstream.Fault;
import io.mcpguard.upstream.HttpAnswer;
import io.mcpguard.upstream.HttpCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message on its way through the chain. */
final class ChainCall implements HttpCall {
  private static final Logger LOG = LoggerFactory.getLogger(ChainCall.class);

  /** How long a servlet may wait for a client that does not read. */
  private static final Duration TO_WRITE = Duration.ofMinutes(5);

  private final Carrier carrier;
  private final CapturedResponse response;
  private final ForwardedRequest request;
  private final Runnable atEnd;

  /** What the servlet is asked. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
  record Line(String method, List<Header> headers, byte[] body) {}

  /** {@code atEnd} runs once the servlet has let go of the call. */
  ChainCall(Carrier carrier, Line line, Deadline deadline, Runnable atEnd) {
    this.carrier = carrier;
    this.response = new CapturedResponse(new Pipe(TO_WRITE, deadline), deadline);
    this.request = new ForwardedRequest(carrier, line, response);
    this.atEnd = atEnd;
  }

  /** Lets the chain have the call, on a thread of its own. */
  void start() {
    carrier.begun(this);
    carrier.start(this::run);
  }

  private void run() {
    try {
      do {
        carrier.chain().doFilter(request, response);
      } while (request.isDispatchedAgain());
      response.complete();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (Throwable thrown) {
      threw(thrown);
    } finally {
      response.fail(); // An answer that is whole stays what it is.
      carrier.ended(this);
      atEnd.run();
    }
  }

  /** What the servlet throws is for its log: a caller gets no word of it. */
  private void threw(Throwable thrown) {
    if (!response.isAbandoned()) {
      LOG.error("the servlet behind the guard failed", thrown);
    }
  }

  @Override
  public HttpAnswer answer() throws IOException {
    return response.head();
  }

  @Override
  public void cancel() {
    response.abandon(new BrokenAnswer(Fault.CANCELLED, "the call was given up"));
    request.abandonAsync();
  }

  @Override
  public void close() {
    cancel();
  }
}
