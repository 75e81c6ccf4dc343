package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.assertion.Admission;
import io.mcpguard.assertion.AssertionRejected;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.RawAssertion;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EventReader;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ScriptedClient;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the servlet gets of a caller, and what a caller gets of the servlet. */
class ServletIsolationTest {
  @TempDir Path data;

  private final NotesServlet servlet = new NotesServlet();
  private Embedding embedding;

  @BeforeEach
  void start() throws Exception {
    embedding = Embedding.of(servlet, data);
  }

  @AfterEach
  void stop() throws Exception {
    embedding.stop();
  }

  /** MCP 2025-11-25, authorization: "MUST NOT accept or transit any other tokens". */
  @Test
  void theServletSeesTheGuardsHeadersAlone() throws Exception {
    ScriptedClient client =
        embedding
            .client(embedding.token("notes.read"))
            .withHeader("Cookie", "id=secret")
            .withHeader("X-Api-Key", "secret");

    client.call("read_note", "{}");

    assertThat(servlet.seen().getLast().headers())
        .extracting(header -> header.substring(0, header.indexOf(':')))
        .containsExactlyInAnyOrder(
            "host",
            "accept",
            "content-type",
            "content-length",
            "txn-token",
            "mcp-session-id",
            "mcp-protocol-version");
    assertThat(servlet.seen().getLast().headers()).noneMatch(header -> header.contains("secret"));
  }

  @Test
  void aForgedAssertionReachesNoServlet() throws Exception {
    ScriptedClient client = embedding.client(embedding.token("notes.read"));
    int before = servlet.seen().size();

    Answer refused = client.withHeader("Txn-Token", "forged").call("read_note", "{}");

    assertThat(refused.errorCode()).isEqualTo(1403);
    assertThat(servlet.seen()).hasSize(before);
  }

  @Test
  void noAccessorOfTheRequestLeadsToTheCaller() throws Exception {
    List<String> found = new ArrayList<>();
    servlet.onCall((request, message, response) -> {
      found.add(String.valueOf(request.getHeader("Authorization")));
      found.addAll(Collections.list(request.getHeaders("Authorization")));
      found.add(Arrays.toString(request.getCookies()));
      found.add(String.valueOf(request.getUserPrincipal()) + request.getRemoteUser());
      found.add(String.valueOf(request.getQueryString()) + request.getParameter("secret"));
      found.add(request.getParameterMap().toString() + request.getSession(false));
      found.addAll(Collections.list(request.getAttributeNames()));
      NotesServlet.answer(response, message, "{}");
    });

    embedding
        .client(embedding.token("notes.read"))
        .withHeader("Cookie", "id=secret")
        .call("read_note", "{}");

    assertThat(found).containsExactly("null", "null", "nullnull", "nullnull", "{}null");
  }

  /** What is not overridden would be answered by the container's request, the caller's. */
  @Test
  void everyQuestionAboutARequestIsAnsweredByTheGuard() {
    Set<String> inherited =
        Arrays.stream(ForwardedRequest.class.getMethods())
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .filter(method ->
                HttpServletRequestWrapper.class.isAssignableFrom(method.getDeclaringClass())
                    || method.getDeclaringClass().getName().startsWith("jakarta.servlet"))
            .filter(method -> method.getDeclaringClass() != ForwardedRequest.class)
            .filter(method -> method.getDeclaringClass() != BareRequest.class)
            .filter(method -> !method.isBridge())
            .map(Method::getName)
            .collect(Collectors.toSet());

    assertThat(inherited).isEmpty();
  }

  @Test
  void theServletGetsTheVeryBytesOfTheCall() throws Exception {
    String call =
        """
        {"jsonrpc":"2.0", "id":7,"method":"tools/call","params":{"name":"read_note","arguments":{"n": 1.10, "x":"é"}},"extra":{"kept":true}}\
        """;

    embedding.client(embedding.token("notes.read")).send(call);

    assertThat(servlet.seen().getLast().body()).isEqualTo(call);
  }

  @Test
  void theServletCanVerifyTheAssertionOfTheCall() throws Exception {
    AtomicReference<Admission> admitted = new AtomicReference<>();
    AssertionVerifier verifier = embedding.verifier();
    servlet.onCall((request, message, response) -> {
      List<RawAssertion> tokens = List.of(new RawAssertion(request.getHeader("Txn-Token")));
      try {
        admitted.set(
            verifier.admit(
                tokens, servlet.seen().getLast().body().getBytes(StandardCharsets.UTF_8)));
      } catch (AssertionRejected rejected) {
        throw new IOException(rejected);
      }
      NotesServlet.answer(response, message, "{}");
    });

    embedding.client(embedding.token("notes.read")).call("read_note", "{\"id\":\"n1\"}");

    assertThat(admitted.get())
        .isInstanceOfSatisfying(
            Admission.Asserted.class,
            asserted -> {
              assertThat(asserted.call().user()).contains("alice");
              assertThat(asserted.call().scope()).containsExactly("notes.read");
            });
  }

  @Test
  void theDecisionIsOnDiskBeforeTheServletRuns() throws Exception {
    AtomicReference<Boolean> recorded = new AtomicReference<>(false);
    servlet.onCall((request, message, response) -> {
      String claims = request.getHeader("Txn-Token").split("\\.", -1)[1];
      String txn =
          Json.read(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
              .path("txn")
              .asText();
      recorded.set(isOnDisk("\"txn\":\"" + txn + "\""));
      NotesServlet.answer(response, message, "{}");
    });

    embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(recorded.get()).isTrue();
  }

  private boolean isOnDisk(String text) throws IOException {
    try (Stream<Path> files = Files.walk(embedding.filter.ledger())) {
      return files.filter(Files::isRegularFile).anyMatch(file -> contains(file, text));
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eventsReachTheClientAsTheyCome() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    servlet.onCall((request, message, response) -> {
      response.setContentType("text/event-stream");
      event(
          response, Json.notification("notifications/message", Json.object().put("data", "first")));
      await(read);
      event(response, Json.result(message.path("id"), Json.object().put("done", true)));
    });
    ScriptedClient client = embedding.client(embedding.token("notes.read"));

    try (EventReader events =
        client.stream(
            """
            {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_note"}}\
            """)) {
      JsonNode first = events.nextMessage().orElseThrow();
      read.countDown();
      JsonNode last = events.nextMessage().orElseThrow();

      assertThat(first.at("/params/data").asText()).isEqualTo("first");
      assertThat(last.at("/result/done").asBoolean()).isTrue();
    }
  }

  /** The refusal goes to the servlet while the servlet's own call is still under way. */
  @Test
  void whatTheServletMayNotAskItIsRefusedAndTheClientNeverSees() throws Exception {
    AtomicReference<JsonNode> refusal = new AtomicReference<>();
    servlet.onCall((request, message, response) -> {
      servlet.answers().clear();
      response.setContentType("text/event-stream");
      event(response, Json.request(Json.read("\"q1\""), "sampling/createMessage", Json.object()));
      refusal.set(answer());
      event(response, Json.result(message.path("id"), Json.object()));
    });

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(refusal.get().path("id").asText()).isEqualTo("q1");
    assertThat(refusal.get().at("/error/code").asInt()).isEqualTo(1403);
    assertThat(answer.messages()).hasSize(1);
  }

  private JsonNode answer() throws IOException {
    try {
      return Optional.ofNullable(servlet.answers().poll(20, TimeUnit.SECONDS))
          .orElseThrow(() -> new IOException("the guard has not answered"));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException(stopping);
    }
  }

  private static void event(HttpServletResponse response, JsonNode message) throws IOException {
    response.getWriter().write("event: message\ndata: " + message + "\n\n");
    response.flushBuffer();
    response.getWriter().flush();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("the client has not read");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anAsynchronousServletAnswersFromAnotherThread() throws Exception {
    servlet.onCall((request, message, response) -> {
      AsyncContext async = request.startAsync();
      async.start(() -> {
        try {
          NotesServlet.answer((HttpServletResponse) async.getResponse(), message, "{\"late\":1}");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        async.complete();
      });
    });

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.result().path("late").asInt()).isOne();
  }

  @Test
  void anAsynchronousServletMayBeDispatchedOnceMore() throws Exception {
    servlet.onCall((request, message, response) -> {
      request.setAttribute(NotesServlet.RESUMED, message);
      request.startAsync().dispatch();
    });

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.result().path("resumed").asInt()).isOne();
  }

  @Test
  void anAsynchronousServletThatDoesNothingIsToldThatItsTimeIsUp() throws Exception {
    AtomicReference<AsyncContext> begun = new AtomicReference<>();
    servlet.onCall((request, message, response) -> {
      begun.set(request.startAsync());
      begun.get().setTimeout(1);
    });

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.errorCode()).isEqualTo(1502);
    assertThatIllegalStateException().isThrownBy(() -> begun.get().dispatch());
  }

  @Test
  void whatTheServletThrowsIsNotForTheCaller() throws Exception {
    servlet.onCall((request, message, response) -> {
      throw new IllegalStateException("secret detail");
    });

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.errorCode()).isEqualTo(1502);
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void anErrorPageOfTheServletIsNotForTheCaller() throws Exception {
    servlet.onCall((request, message, response) -> {
      response.setStatus(500);
      response.setContentType("application/json");
      response.getWriter().write("{\"cause\":null,\"stackTrace\":[\"secret detail\"]}");
    });

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.errorCode()).isEqualTo(1502);
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void neitherCookiesNorChallengesOfTheServletReachTheCaller() throws Exception {
    servlet.onCall((request, message, response) -> {
      response.addCookie(new Cookie("id", "servlet"));
      response.setHeader("WWW-Authenticate", "Basic");
      response.setHeader("X-Own", "servlet");
      NotesServlet.answer(response, message, "{}");
    });

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.headers().map().keySet().stream().map(String::toLowerCase))
        .doesNotContain("set-cookie", "www-authenticate", "x-own");
  }

  @Test
  void anAnswerToAnotherQuestionIsNoAnswer() throws Exception {
    servlet.onCall((request, message, response) ->
        NotesServlet.answer(response, Json.read("{\"id\":\"other\"}"), "{}"));

    Answer answer = embedding.client(embedding.token("notes.read")).call("read_note", "{}");

    assertThat(answer.errorCode()).isEqualTo(1502);
  }

  /** The container's request may be another caller's by then. */
  @Test
  void aServletThatKeepsItsRequestSeesNothingOfALaterCaller() throws Exception {
    AtomicReference<HttpServletRequest> kept = new AtomicReference<>();
    servlet.onCall((request, message, response) -> {
      kept.set(request);
      NotesServlet.answer(response, message, "{}");
    });

    embedding.client(embedding.token("notes.read")).call("read_note", "{}");
    embedding.stop(); // The answer is with the client a moment before its request is over.

    assertThatIllegalStateException()
        .isThrownBy(() -> ((HttpServletRequestWrapper) kept.get()).getRequest());
    assertThat(kept.get().getRequestURI()).isEqualTo(Embedding.PATH);
    assertThat(URI.create(kept.get().getRequestURL().toString())).isEqualTo(embedding.endpoint);
  }
}
