package io.mcpguard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.assertion.Algorithm;
import io.mcpguard.assertion.AssertionSigner;
import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.VerificationKey;
import io.mcpguard.assertion.signature.RequestBinding;
import io.mcpguard.assertion.signature.ResultSigner;
import io.mcpguard.assertion.signature.SignatureFields;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** A tool server that signs the results of its tool {@code work}, and the way back from it. */
final class SigningUpstream implements AutoCloseable {
  static final String RESULT = "{\"content\":[{\"type\":\"text\",\"text\":\"paid 12.50\"}]}";

  /** As long as one may be. */
  static final String KEY_ID = "k".repeat(64);

  private final KeyPair pair;
  private final ResultSigner signer;
  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);
  private final CountDownLatch called = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile UnaryOperator<Sent> wayBack = UnaryOperator.identity();
  private final CountDownLatch atLast = new CountDownLatch(1);
  private final CountDownLatch again = new CountDownLatch(1);
  private volatile Answering answering = Answering.AT_ONCE;
  private volatile int status = 200;

  /** How it answers calls. */
  private enum Answering {
    AT_ONCE,
    /** On the stream of the session, and at last where it should. */
    ASIDE_FIRST,
    /** Where it should, and then on the stream of the session too. */
    ASIDE_AGAIN,
    /** It breaks off. */
    NEVER
  }

  /** A signed answer on its way. */
  record Sent(int status, String type, String json, Map<String, String> signature) {
    Sent altered(String from, String to) {
      return new Sent(status, type, json.replace(from, to), signature);
    }

    Sent unsigned() {
      return new Sent(status, type, json, Map.of());
    }

    Sent signedAs(Sent other) {
      return new Sent(status, type, json, other.signature);
    }

    /** In its place, with the same signature if any. */
    Sent refused(int otherStatus) {
      return new Sent(otherStatus, "text/plain", "no", signature);
    }

    Sent streamed() {
      return new Sent(status, "text/event-stream", "data: " + json + "\n\n", signature);
    }
  }

  SigningUpstream() throws GeneralSecurityException {
    pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    signer =
        new ResultSigner(
            AssertionSigner.of(
                KEY_ID, Algorithm.ED25519, pair.getPrivate(), Algorithm.ED25519.provider()));
  }

  URI url() {
    return upstream.url();
  }

  KeySource keys() {
    return keyId ->
        Optional.of(new VerificationKey(KEY_ID, Algorithm.ED25519, pair.getPublic()))
            .filter(key -> key.keyId().equals(keyId));
  }

  /** What somebody does to results between the server and the guard. */
  SigningUpstream wayBack(UnaryOperator<Sent> tampering) {
    wayBack = tampering;
    return this;
  }

  /** From now on results come on the stream of what belongs to no request. */
  void answerAside() {
    answering = Answering.ASIDE_FIRST;
  }

  /** Now they come where they should as well. */
  void answerAtLast() {
    atLast.countDown();
  }

  /** From now on the result of a call can come another time. */
  void answerTwice() {
    answering = Answering.ASIDE_AGAIN;
  }

  /** Now it comes on the stream of what belongs to no request, and something else after it. */
  void answerAgain() {
    again.countDown();
  }

  /** From now on calls are broken off. */
  void hangUp() {
    answering = Answering.NEVER;
  }

  /** From now on calls are refused with this status, and that is signed. */
  void refusing(int otherStatus) {
    status = otherStatus;
  }

  private Reply answer(Received request) {
    if (request.method().equals("GET")) {
      return switch (answering) {
        case AT_ONCE, NEVER -> Reply.empty(405);
        case ASIDE_FIRST -> aside(called);
        case ASIDE_AGAIN -> aside(again);
      };
    }
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "initialize" -> {
        ObjectNode result = Json.object();
        result.set("protocolVersion", request.json().at("/params/protocolVersion"));
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "signing").put("version", "1");
        Reply welcome = Reply.json(Json.result(id, result));
        Map<String, String> headers = new HashMap<>(welcome.headers());
        headers.put("Mcp-Session-Id", "signing-1");
        yield new Reply(200, headers, welcome.body());
      }
      case "tools/list" ->
          Reply.json(
              Json.result(id, Json.read("{\"tools\":[{\"name\":\"work\",\"inputSchema\":{}}]}")));
      case "tools/call" -> called(wayBack.apply(signed(request, id)));
      default -> Reply.empty(202);
    };
  }

  /** The result of the first call, and a notification after it. */
  private Reply aside(CountDownLatch due) {
    String after = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/after\"}";
    return Reply.events(out -> {
      due.await();
      for (String message : List.of(result(new IntNode(1)), after)) {
        out.write(("data: " + message + "\n\n").getBytes(UTF_8));
      }
      out.flush();
      closing.await();
    });
  }

  private Reply called(Sent answer) {
    called.countDown();
    return switch (answering) {
      case AT_ONCE, ASIDE_AGAIN -> sent(answer);
      case ASIDE_FIRST -> {
        Reply late = sent(answer);
        yield new Reply(
            late.status(),
            late.headers(),
            out -> {
              atLast.await();
              late.body().write(out);
            });
      }
      case NEVER ->
          new Reply(
              200,
              Map.of("Content-Type", "application/json"),
              out -> {
                out.write('{');
                out.flush();
                throw new IOException("hung up");
              });
    };
  }

  private Sent signed(Received request, JsonNode id) {
    String json = result(id);
    try {
      SignatureFields fields =
          signer.sign(
              status,
              json.getBytes(UTF_8),
              RequestBinding.of(request::headers).orElseThrow(),
              Instant.parse("2026-11-23T12:00:00Z"));
      return new Sent(
          status,
          "application/json",
          json,
          Map.of(
              SignatureFields.CONTENT_DIGEST, fields.contentDigest(),
              SignatureFields.SIGNATURE_INPUT, fields.signatureInput(),
              SignatureFields.SIGNATURE, fields.signature()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String result(JsonNode id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + RESULT + "}";
  }

  private static Reply sent(Sent answer) {
    Map<String, String> headers = new HashMap<>(answer.signature());
    headers.put("Content-Type", answer.type());
    return new Reply(answer.status(), headers, out -> out.write(answer.json().getBytes(UTF_8)));
  }

  @Override
  public void close() {
    closing.countDown();
    atLast.countDown();
    upstream.close();
  }
}
