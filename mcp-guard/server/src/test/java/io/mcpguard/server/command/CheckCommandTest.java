package io.mcpguard.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
  private static final String GUARD =
      """
      data: data
      users: { alice: { may: [files.read] } }
      upstreams: { files: { command: [server], allow-unconfined-child: true } }
      scopes: { files.read: { says: Read, tools: ["files/read_*"] } }
      policy: [policy.yaml]
      """;
  private static final String POLICY =
      """
      rules:
        - permit: { scopes: [files.read], tools: [files/read_file] }
      tests:
        - { call: files/read_file, scopes: [files.read], expect: permit }
      """;

  @TempDir Path directory = Path.of("");

  private record Answer(int exit, String text) {}

  @Test
  void aSoundConfigurationExitsWithZero() throws IOException {
    assertThat(check(GUARD, POLICY, PinnedTools.absent()).exit()).isZero();
  }

  @Test
  void whatIsRelaxedIsSaid() throws IOException {
    assertThat(check(GUARD, POLICY, PinnedTools.absent()).text())
        .contains("upstreams.files.allow-unconfined-child: the child can do");
  }

  @Test
  void withoutPinsItSaysThatUncoveredToolsAreNotKnown() throws IOException {
    assertThat(check(GUARD, POLICY, PinnedTools.absent()).text())
        .contains("not known before the upstreams were contacted once");
  }

  @Test
  void withPinsTheToolsThatNoScopeCoversAreNamed() throws IOException {
    PinnedTools pins =
        configuration ->
            new PinnedTools.Pins.Known(Map.of("files", List.of("read_file", "write_file")));

    assertThat(check(GUARD, POLICY, pins).text())
        .contains("tools that no scope covers:\n  files/write_file\n");
  }

  @Test
  void aRuleForWhatNoScopeCoversCanNeverBeEnforced() throws IOException {
    var policy = POLICY.replace("tests:", "  - forbid: { tools: [files/delete_*] }\ntests:");

    assertThat(check(GUARD, policy, PinnedTools.absent()))
        .satisfies(answer -> assertThat(answer.exit()).isEqualTo(1))
        .satisfies(answer -> assertThat(answer.text()).contains("policy.yaml#rules[1]: no scope"));
  }

  @Test
  void aPolicyTestThatFailsIsNamedWithTheReason() throws IOException {
    var policy = POLICY.replace("expect: permit", "expect: deny");

    assertThat(check(GUARD, policy, PinnedTools.absent()))
        .isEqualTo(
            new Answer(
                1,
                """
                configuration: sound
                relaxed:
                  upstreams.files.allow-unconfined-child: the child can do whatever the guard's own user can
                tools that no scope covers: not known before the upstreams were contacted once
                policy tests that failed:
                  policy.yaml#tests[0]: expected deny, but policy.yaml#rules[0] permits it
                policy tests: 0 of 1 passed
                """));
  }

  @Test
  void anInvalidConfigurationExitsWithTwoAndAllProblems() throws IOException {
    var guard = GUARD.replace("data: data", "dota: data").replace("server]", "]");

    assertThat(check(guard, POLICY, PinnedTools.absent()))
        .satisfies(answer -> assertThat(answer.exit()).isEqualTo(2))
        .satisfies(answer ->
            assertThat(answer.text())
                .contains("dota: is no known key")
                .contains("data: is missing"));
  }

  @Test
  void aMissingOptionIsWrongUsage() {
    var command = new CommandLine(new CheckCommand(PinnedTools.absent()));
    command.setErr(new PrintWriter(new StringWriter()));

    assertThat(command.execute()).isEqualTo(2);
  }

  @Test
  void theAnswerInJsonHoldsTheSame() throws IOException {
    var policy = POLICY.replace("expect: permit", "expect: deny");

    assertThat(check(GUARD, policy, PinnedTools.absent(), "--json").text())
        .contains("\"ok\":false")
        .contains("\"key\":\"upstreams.files.allow-unconfined-child\"")
        .contains("\"run\":1")
        .contains("\"uncovered\":null");
  }

  @Test
  void patternsOverlapWhereANameMatchesBoth() {
    assertThat(
            List.of(
                PatternOverlap.overlap("files/read_*", "files/*_file"),
                PatternOverlap.overlap("files/**", "files/file:///a/*"),
                PatternOverlap.overlap("*/x", "files/x"),
                PatternOverlap.overlap("files/*", "files/a/b"),
                PatternOverlap.overlap("files/read_*", "files/write_*"),
                PatternOverlap.overlap("files/a", "files/ab")))
        .containsExactly(true, true, true, false, false, false);
  }

  private Answer check(String guard, String policy, PinnedTools pins, String... options)
      throws IOException {
    Path file = directory.resolve("guard.yaml");
    Files.writeString(file, guard);
    Files.writeString(directory.resolve("policy.yaml"), policy);
    var out = new StringWriter();
    var command = new CommandLine(new CheckCommand(pins)).setOut(new PrintWriter(out));
    var arguments = new java.util.ArrayList<>(List.of("-c", file.toString()));
    arguments.addAll(List.of(options));
    int exit = command.execute(arguments.toArray(String[]::new));
    return new Answer(exit, out.toString().replace("\r\n", "\n"));
  }
}
