package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.OcsfSchema;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A4: secrets that pass through a guard, in arguments, results, headers, tokens and passwords, stay
 * in nothing that it keeps, says or gives out to anybody but whom they are for.
 */
class A4SecretLeakTest {
  @TempDir private static Path folder;
  private static PassedSecrets passed;
  private static Canaries canaries;
  private static Guard guard;

  @BeforeAll
  static void passSecretsThrough() throws Exception {
    passed = new PassedSecrets(folder);
    canaries = passed.canaries();
    guard = passed.guard();
    passed.passThrough();
  }

  @AfterAll
  static void stop() throws Exception {
    passed.close();
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
    passed
        .refusals()
        .forEach(answer -> {
          canaries.search("a refusal", answer.body());
          canaries.search("the head of a refusal", answer.headers().map().toString());
        });

    assertThat(passed.refusals()).extracting(Answer::body).doesNotContain("");
    assertThat(canaries.found()).isEmpty();
  }

  @Test
  void noPageThatAPersonSeesHoldsOne() {
    passed.pages().forEach(page -> canaries.search("a page", page));

    assertThat(passed.pages())
        .hasSizeGreaterThanOrEqualTo(6)
        .anyMatch(page -> page.contains("do not belong together"))
        .anyMatch(page -> page.contains("Echo a text"))
        .anyMatch(page -> page.contains("not known here"))
        .anyMatch(page -> page.contains("does not lead back"));
    assertThat(canaries.found()).isEmpty();
  }

  @Test
  void nothingThatACollectorGetsHoldsOne() {
    passed.collected().forEach(body -> canaries.search("what a collector got", body));

    assertThat(passed.collected()).isNotEmpty();
    assertThat(canaries.found()).isEmpty();
  }

  @Test
  void noProofAndNoAnswerToAnAuditorHoldsOne() throws Exception {
    for (String form : List.of("text/plain", "application/json", "application/vnd.in-toto+json")) {
      ask(guard.url(), "/audit/v1/proof/" + passed.txn(), passed.token(), form);
      ask(guard.admin(), "/audit/v1/proof/" + passed.txn(), guard.adminToken(), form);
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
    said("audit", "who-triggered", ledger, passed.txn());
    said("audit", "prove", ledger, passed.txn());
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
