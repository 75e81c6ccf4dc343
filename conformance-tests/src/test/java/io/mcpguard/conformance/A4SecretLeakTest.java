package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.DpopKey;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.OcsfSchema;
import io.mcpguard.testkit.OtlpCollector;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedAgent.Begun;
import io.mcpguard.testkit.ScriptedAgent.TokenAnswer;
import io.mcpguard.testkit.ScriptedClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A4: secrets that pass through a guard, in arguments, results, headers, tokens and passwords, stay
 * in nothing that it keeps, says or gives out to anybody but whom they are for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A4SecretLeakTest {
  private static final String EXPORTS =
      """
      exports:
        events: { format: ocsf, to: "FOLDER/data/events.jsonl" }
        traces: { format: otel, to: "FOLDER/data/traces.jsonl" }
        output: { format: ocsf, to: stdout }
        spans: { format: otel, to: "COLLECTOR" }
        logs: { format: ocsf, to: "COLLECTOR" }
      """;

  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.with("echo", "hidden");
  private final OtlpCollector collector = OtlpCollector.start();
  private final Canaries canaries = new Canaries();
  private final List<String> pages = new ArrayList<>();
  private final List<String> collected = new ArrayList<>();
  private final List<Answer> refusals = new ArrayList<>();
  private Guard guard;
  private String token;
  private String txn;

  @BeforeAll
  void passSecretsThrough() throws Exception {
    String credential = canaries.keep("the upstream's credential", "canary-upstream-5c7e1b9a4d");
    String configuration =
        EchoGuard.configuration(upstream)
                .replaceFirst(
                    "assertion: txn-token }",
                    "assertion: txn-token, credential: { header: X-Api-Key, value:"
                        + " \"\\${env:SECRET}\" } }")
            + EXPORTS
                .replace("FOLDER", folder.toString())
                .replace("COLLECTOR", collector.url().toString());
    guard = Guard.serving(folder, configuration, Map.of("SECRET", credential));
    canaries.keep("the password", Guard.PASSWORD);
    canaries.keep("the admin token", guard.adminToken());
    logIn();
    seePages();
    call();
    beRefused();
    guard.kill();
    guard.startAgain();
    upstream.failingWith(0);
    awaitExports(calledOnceTheToolIsSeen(argument("the argument after a restart")));
  }

  /** A guard that has just begun may not have looked at the tools yet. */
  private String calledOnceTheToolIsSeen(String argument) throws Exception {
    ScriptedClient caller = guard.client("echo", token);
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    Answer answer = caller.call("echo", argument);
    while (answer.errorCode() != 0 && System.nanoTime() < end) {
      answer = caller.call("echo", argument);
    }
    return answer.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
  }

  /** Until each export has told of both records of a call. */
  private void awaitExports(String last) throws Exception {
    String outcome = "\"correlation_uid\":\"" + last + "\",\"event_code\":\"outcome\"";
    awaiting(() -> Files.readString(guard.data().resolve("events.jsonl")).contains(outcome));
    awaiting(() -> Files.readString(guard.data().resolve("traces.jsonl")).contains(last));
    awaiting(() -> guard.said().contains(outcome));
    while (!hasCollected("resourceSpans", last) || !hasCollected("resourceLogs", last)) {
      collected.add(collector.nextTaken().text());
    }
  }

  private boolean hasCollected(String kind, String txn) {
    return collected.stream().anyMatch(body -> body.contains(kind) && body.contains(txn));
  }

  private static void awaiting(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime() - end).as("an export lacks the last call").isNegative();
      Thread.onSpinWait();
    }
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    collector.close();
    upstream.close();
  }

  private void logIn() throws Exception {
    TokenAnswer tokens = guard.login("echo", "echo.use");
    token = secret("the access token", tokens.access());
    TokenAnswer fresh = guard.agent().refresh(secret("the refresh token", tokens.refresh()));
    secret("the second refresh token", fresh.refresh());
    secret("the second access token", fresh.access());
    ScriptedAgent agent = guard.agent();
    refused(agent.refresh(canaries.keep("a made-up refresh token", "canary-refresh-71f0a2")));
    String resource = guard.endpoint("echo").toString();
    Begun begun = agent.begin(resource, "echo.use");
    canaries.keep("the code verifier", begun.verifier());
    refused(agent.redeem(begun, canaries.keep("a made-up code", "canary-code-0d41c6"), resource));
  }

  /** What a person is shown on the way to a code, what they type, and what an agent asks with. */
  private void seePages() throws Exception {
    Begun begun = guard.agent().begin(guard.endpoint("echo").toString(), "echo.use");
    canaries.keep("the state", begun.state());
    URI asked =
        URI.create(
            begun.url()
                + "&nonce="
                + canaries.keep("a nonce", "canary-nonce-e0c4a7")
                + "&login_hint="
                + canaries.keep("a login hint", "canary-hint-5b1f09"));
    Browser stranger =
        Browser.of(
            canaries.keep("a wrong name", "canary-name-2f9c31"),
            canaries.keep("a wrong password", "canary-password-93be02"));
    assertThatThrownBy(() -> stranger.visit(asked)).hasMessageContaining("HTTP 403");
    Browser alice = Browser.of(Guard.USER, Guard.PASSWORD);
    canaries.keep("a code", ScriptedAgent.parameter(alice.visit(asked), "code").orElseThrow());
    stranger.pages().forEach(page -> pages.add(page.outerHtml()));
    alice.pages().forEach(page -> pages.add(page.outerHtml()));
    String endpoint = begun.url().toString().replaceFirst("\\?.*", "");
    String foreign = canaries.keep("a foreign redirect", "https://canary-redirect.example/");
    for (String query :
        List.of(
            "client_id=" + canaries.keep("a made-up client", "canary-client-d3a8"),
            "client_id=agent&redirect_uri=" + foreign)) {
      pages.add(alice.get(URI.create(endpoint + "?" + query)).body());
    }
  }

  /** The part that makes it one: the rest of a token is no secret, nor is it all in one place. */
  private String secret(String what, String whole) {
    canaries.keep(what, whole.substring(whole.lastIndexOf('.') + 1));
    return whole;
  }

  private void refused(TokenAnswer answer) {
    canaries.search("an answer of the token endpoint", answer.body().toString());
  }

  private String argument(String what) {
    return "{\"text\":\"" + canaries.keep(what, "canary-argument-" + what.hashCode()) + "\"}";
  }

  private ScriptedClient client() throws Exception {
    return guard.client("echo", token);
  }

  /** The tool server answers with its argument, so that each is in a result too. */
  private void call() throws Exception {
    ScriptedClient caller =
        client()
            .withHeader("X-Secret", canaries.keep("a header", "canary-header-44aa90"))
            .withHeader("User-Agent", canaries.keep("the user agent", "canary-user-agent-18c3"));
    String argument = argument("an argument");
    Answer answer = caller.call("echo", argument);
    assertThat(answer.text()).startsWith("canary-argument-");
    txn = answer.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
    // Once more, so that the graph has an edge of what was observed.
    caller.call("echo", argument);
    String id = canaries.keep("a request's id", "canary-id-7d20f4");
    String progress = canaries.keep("a progress token", "canary-progress-0c55");
    Answer named =
        caller.send(
            "{\"jsonrpc\":\"2.0\",\"id\":\""
                + id
                + "\",\"method\":\"tools/call\",\"params\":"
                + "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"},\"_meta\":{\"progressToken\":\""
                + progress
                + "\"}}}");
    assertThat(named.errorCode()).isZero();
    upstream.takeCalls().stream()
        .flatMap(call -> call.header("Txn-Token").stream())
        .forEach(assertion -> secret("an assertion", assertion));
  }

  private void beRefused() throws Exception {
    ScriptedClient caller = client();
    refusals.add(caller.call("hidden", argument("the argument of a refused call")));
    refusals.add(caller.request("tools/call", argument("a name that is missing")));
    refusals.add(caller.send("{\"jsonrpc\":" + argument("a broken body")));
    refusals.add(
        caller.send(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":"
                + argument("a doubled member")
                + "}"));
    refusals.add(
        client()
            .withHeader("Mcp-Session-Id", canaries.keep("a session id", "canary-session-6ba1"))
            .request("ping", "{}"));
    refusals.add(
        client()
            .withHeader("Origin", canaries.keep("an origin", "https://canary-origin.example"))
            .request("ping", "{}"));
    refusals.add(
        new ScriptedClient(guard.endpoint("echo"))
            .withBearer(canaries.keep("a made-up token", "canary-token-b00b1e5"))
            .request("ping", "{}"));
    DpopKey key = DpopKey.p256();
    String proof = key.proof("POST", guard.endpoint("echo").toString(), Instant.now()).sign();
    refusals.add(
        new ScriptedClient(guard.endpoint("echo"))
            .withHeader("Authorization", "DPoP canary-token-b00b1e5")
            .withHeader("DPoP", secret("a proof", proof))
            .request("ping", "{}"));
    upstream.failingWith(500);
    refusals.add(client().call("echo", argument("the argument of a call that fails")));
  }

  @Test
  void whatWasExportedIsOfTheSchema() throws Exception {
    List<String> events = Files.readAllLines(guard.data().resolve("events.jsonl"));

    assertThat(events).hasSizeGreaterThan(10);
    assertThat(events)
        .allSatisfy(event -> assertThat(OcsfSchema.faults(Json.read(event))).isEmpty());
  }

  @Test
  void noFileOfTheGuardHoldsOne() throws Exception {
    Path own = guard.data().resolve("admin-token");
    Path copy = folder.resolve("admin-token-put-aside");
    Files.move(own, copy);

    int searched = canaries.searchFiles(guard.data());

    Files.move(copy, own);
    assertThat(searched).isGreaterThan(10);
    assertThat(canaries.found()).isEmpty();
  }

  @Test
  void nothingThatTheGuardSaysHoldsOne() {
    canaries.search("what the guard said", guard.said());

    assertThat(canaries.found()).isEmpty();
  }

  @Test
  void noRefusalHoldsOne() {
    refusals.forEach(answer -> {
      canaries.search("a refusal", answer.body());
      canaries.search("the head of a refusal", answer.headers().map().toString());
    });

    assertThat(refusals).extracting(Answer::body).doesNotContain("");
    assertThat(canaries.found()).isEmpty();
  }

  @Test
  void noPageThatAPersonSeesHoldsOne() {
    pages.forEach(page -> canaries.search("a page", page));

    assertThat(pages)
        .hasSizeGreaterThanOrEqualTo(6)
        .anyMatch(page -> page.contains("do not belong together"))
        .anyMatch(page -> page.contains("Echo a text"))
        .anyMatch(page -> page.contains("not known here"))
        .anyMatch(page -> page.contains("does not lead back"));
    assertThat(canaries.found()).isEmpty();
  }

  @Test
  void nothingThatACollectorGetsHoldsOne() {
    collected.forEach(body -> canaries.search("what a collector got", body));

    assertThat(collected).isNotEmpty();
    assertThat(canaries.found()).isEmpty();
  }

  @Test
  void noProofAndNoAnswerToAnAuditorHoldsOne() throws Exception {
    for (String form : List.of("text/plain", "application/json", "application/vnd.in-toto+json")) {
      ask(guard.url(), "/audit/v1/proof/" + txn, token, form);
      ask(guard.admin(), "/audit/v1/proof/" + txn, guard.adminToken(), form);
    }
    for (String path : List.of("/readyz", "/audit/v1/log/checkpoint", "/healthz")) {
      ask(guard.admin(), path, guard.adminToken(), "*/*");
    }

    assertThat(canaries.found()).isEmpty();
  }

  private void ask(URI at, String path, String bearer, String form) throws Exception {
    HttpResponse<String> answer = Fetching.get(at.resolve(path), bearer, form);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    canaries.search(path + " as " + form, answer.body() + answer.headers().map());
  }

  @Test
  void noExportHoldsOne() throws Exception {
    String ledger = guard.ledger().toString();
    for (String form : List.of("html", "prov", "mermaid", "graphviz")) {
      said("audit", "graph", ledger, "--as", form);
    }
    for (String form : List.of("ocsf", "otel")) {
      said("audit", "export", ledger, "--format", form);
    }
    said("audit", "who-triggered", ledger, txn);
    said("audit", "prove", ledger, txn);
    said("audit", "verify", ledger);

    assertThat(canaries.found()).isEmpty();
  }

  private void said(String... arguments) throws Exception {
    Finished finished =
        Child.run(Guard.program(arguments), folder, Map.of(), Duration.ofMinutes(2));
    assertThat(finished.exit()).as(finished.said()).isZero();
    assertThat(finished.out()).isNotEmpty();
    canaries.search(String.join(" ", arguments), finished.said());
  }
}
