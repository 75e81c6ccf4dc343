package io.mcpguard.server.transport;

import io.mcpguard.authserver.web.BodyReader;
import io.mcpguard.authserver.web.BodyReader.Body;
import io.mcpguard.ledger.AddCheckpoint;
import io.mcpguard.ledger.Witness;
import io.mcpguard.ledger.WitnessAnswer;
import io.mcpguard.ledger.WitnessAnswer.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A witness over HTTP (c2sp.org/tlog-witness): {@code POST /add-checkpoint}, and {@code GET
 * /<origin hash>/checkpoint} for monitors.
 */
public final class WitnessHandler extends Handler.Abstract {
  private static final String ADD = "/add-checkpoint";
  private static final String LATEST = "/checkpoint";
  private static final int TOO_SLOW = 408;
  private static final String TEXT = "text/plain; charset=utf-8";

  private static final Duration BODY_TIME = Duration.ofSeconds(10);

  private final Witness witness;
  private final BodyReader bodies;

  /** Answers for {@code witness}, whose requests come whole within ten seconds. */
  public WitnessHandler(Witness witness) {
    this(witness, BODY_TIME);
  }

  WitnessHandler(Witness witness, Duration bodyTime) {
    this.witness = witness;
    this.bodies = new BodyReader(AddCheckpoint.MAX_BYTES, bodyTime);
  }

  private record Answer(int status, String type, String body) {}

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Answer answer;
    try {
      answer = answer(request);
    } catch (IOException e) {
      answer = new Answer(503, TEXT, "nothing was cosigned; try again\n");
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.setStatus(answer.status());
    if (answer.status() == TOO_SLOW) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  private Answer answer(Request request) throws IOException {
    String path = Request.getPathInContext(request);
    boolean adds = path.equals(ADD);
    if (!adds && !path.endsWith(LATEST)) {
      return new Answer(404, TEXT, "there is nothing here\n");
    }
    if (!request.getMethod().equals(adds ? "POST" : "GET")) {
      return new Answer(405, TEXT, "this is asked by " + (adds ? "POST" : "GET") + "\n");
    }
    return adds ? added(request) : latest(path);
  }

  private Answer added(Request request) throws IOException {
    return switch (bodies.read(request)) {
      case Body.TooLarge large -> rejected(Fault.MALFORMED);
      case Body.TooSlow slow -> new Answer(TOO_SLOW, TEXT, "the request did not come in time\n");
      case Body.NoRoom full -> new Answer(503, TEXT, "nothing was cosigned; try again\n");
      case Body.Whole body -> {
        try {
          yield added(body.text().getBytes(StandardCharsets.UTF_8));
        } finally {
          bodies.done(body);
        }
      }
    };
  }

  private Answer added(byte[] body) throws IOException {
    return switch (witness.add(body)) {
      case WitnessAnswer.Cosigned(String lines) -> new Answer(200, TEXT, lines);
      case WitnessAnswer.Conflict(long size) -> new Answer(409, "text/x.tlog.size", size + "\n");
      case WitnessAnswer.Rejected(Fault fault) -> rejected(fault);
    };
  }

  private static Answer rejected(Fault fault) {
    return new Answer(fault.status(), TEXT, "not cosigned: " + words(fault) + "\n");
  }

  private static String words(Fault fault) {
    return switch (fault) {
      case MALFORMED -> "the request is not of the form of add-checkpoint";
      case OLD_SIZE_BEYOND -> "the old size exceeds the checkpoint's";
      case UNSIGNED -> "no key that is known for this origin signed the checkpoint";
      case UNKNOWN_ORIGIN -> "this witness does not know the log";
      case INCONSISTENT -> "the log does not extend what was cosigned before";
    };
  }

  private Answer latest(String path) {
    Optional<String> note =
        witness
            .latest(path.substring(1, Math.max(1, path.length() - LATEST.length())))
            .map(checkpoint -> checkpoint.note());
    return note.map(text -> new Answer(200, TEXT, text))
        .orElse(new Answer(404, TEXT, "this witness cosigned no such log\n"));
  }
}
