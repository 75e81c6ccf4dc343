package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.DpopKey;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.OtlpCollector;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedAgent.Begun;
import io.mcpguard.testkit.ScriptedAgent.TokenAnswer;
import io.mcpguard.testkit.ScriptedClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A guard through which secrets pass: in a login, on pages that a person sees, in calls, in what is
 * refused, and in a call after a kill. It exports its evidence in each form and to each place.
 */
final class PassedSecrets implements AutoCloseable {
  private static final String EXPORTS =
      """
      exports:
        events: { format: ocsf, to: "FOLDER/data/events.jsonl" }
        traces: { format: otel, to: "FOLDER/data/traces.jsonl" }
        output: { format: ocsf, to: stdout }
        spans: { format: otel, to: "COLLECTOR" }
        logs: { format: ocsf, to: "COLLECTOR" }
      """;

  private final EchoToolServer upstream = EchoToolServer.with("echo", "hidden");
  private final OtlpCollector collector = OtlpCollector.start();
  private final Canaries canaries = new Canaries();
  private final List<String> pages = new ArrayList<>();
  private final List<String> collected = new ArrayList<>();
  private final List<Answer> refusals = new ArrayList<>();
  private final Guard guard;
  private String token = "";
  private String txn = "";

  /** Starts the guard in this folder, which knows a credential and a password. */
  PassedSecrets(Path folder) throws Exception {
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
  }

  /** Passes all the others through it, and waits until every export has told of the last call. */
  void passThrough() throws Exception {
    token = logIn();
    seePages();
    txn = call();
    beRefused();
    guard.kill();
    guard.startAgain();
    upstream.failingWith(0);
    awaitExports(calledOnceTheToolIsSeen(argument("the argument after a restart")));
  }

  /** The secrets. */
  Canaries canaries() {
    return canaries;
  }

  /** The guard, which runs until this is closed. */
  Guard guard() {
    return guard;
  }

  /** The access token of the user whose secrets they are. */
  String token() {
    return token;
  }

  /** A call that was executed. */
  String txn() {
    return txn;
  }

  /** What people were shown. */
  List<String> pages() {
    return pages;
  }

  /** What callers were told who were refused. */
  List<Answer> refusals() {
    return refusals;
  }

  /** What a collector was sent. */
  List<String> collected() {
    return collected;
  }

  @Override
  public void close() throws IOException {
    guard.close();
    collector.close();
    upstream.close();
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

  private String logIn() throws Exception {
    TokenAnswer tokens = guard.login("echo", "echo.use");
    secret("the access token", tokens.access());
    TokenAnswer fresh = guard.agent().refresh(secret("the refresh token", tokens.refresh()));
    secret("the second refresh token", fresh.refresh());
    secret("the second access token", fresh.access());
    ScriptedAgent agent = guard.agent();
    refused(agent.refresh(canaries.keep("a made-up refresh token", "canary-refresh-71f0a2")));
    String resource = guard.endpoint("echo").toString();
    Begun begun = agent.begin(resource, "echo.use");
    canaries.keep("the code verifier", begun.verifier());
    refused(agent.redeem(begun, canaries.keep("a made-up code", "canary-code-0d41c6"), resource));
    return tokens.access();
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
  private String call() throws Exception {
    ScriptedClient caller =
        client()
            .withHeader("X-Secret", canaries.keep("a header", "canary-header-44aa90"))
            .withHeader("User-Agent", canaries.keep("the user agent", "canary-user-agent-18c3"));
    String argument = argument("an argument");
    Answer answer = caller.call("echo", argument);
    assertThat(answer.text()).startsWith("canary-argument-");
    String executed = answer.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
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
    return executed;
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
}
