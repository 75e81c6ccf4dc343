package io.mcpguard.server.transport;

import io.mcpguard.ledger.AddCheckpoint;
import io.mcpguard.ledger.Witness;
import io.mcpguard.ledger.WitnessAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
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
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Witness witness;

  /** Answers for {@code witness}. */
  public WitnessHandler(Witness witness) {
    this.witness = witness;
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
    byte[] body;
    try (InputStream in = Content.Source.asInputStream(request)) {
      body = in.readNBytes(AddCheckpoint.MAX_BYTES + 1);
    }
    return switch (witness.add(body)) {
      case WitnessAnswer.Cosigned(String lines) -> new Answer(200, TEXT, lines);
      case WitnessAnswer.Conflict(long size) -> new Answer(409, "text/x.tlog.size", size + "\n");
      case WitnessAnswer.Rejected(WitnessAnswer.Fault fault) ->
          new Answer(fault.status(), TEXT, "not cosigned: " + words(fault) + "\n");
    };
  }

  private static String words(WitnessAnswer.Fault fault) {
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
