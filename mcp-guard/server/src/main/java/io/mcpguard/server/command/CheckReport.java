package io.mcpguard.server.command;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.server.config.Problem;
import io.mcpguard.server.config.Relaxed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code check} found.
 *
 * @param problems why the configuration cannot be used; nothing else was looked at then
 * @param relaxations what is relaxed
 * @param uncovered tools that no scope covers
 * @param unenforceable rules that can never be enforced
 * @param tests how many policy tests were run
 * @param failed the policy tests that failed
 */
record CheckReport(
    List<Problem> problems,
    List<Relaxed> relaxations,
    Uncovered uncovered,
    List<String> unenforceable,
    int tests,
    List<String> failed) {

  /** Which tools no scope covers, as far as anybody can know. */
  sealed interface Uncovered {
    /** The upstreams were never contacted. */
    record Unknown() implements Uncovered {}

    /** Those of the pinned tools. */
    record Tools(List<String> names) implements Uncovered {}
  }

  static CheckReport invalid(List<Problem> problems) {
    return new CheckReport(problems, List.of(), new Uncovered.Unknown(), List.of(), 0, List.of());
  }

  /** 0 when all is well, 1 when the policy is not what it says, 2 when nothing can start. */
  int exitCode() {
    if (!problems.isEmpty()) {
      return 2;
    }
    return unenforceable.isEmpty() && failed.isEmpty() ? 0 : 1;
  }

  /** For a person. */
  String text() {
    List<String> lines = new ArrayList<>();
    if (!problems.isEmpty()) {
      lines.add("invalid configuration:");
      problems.forEach(problem -> lines.add("  " + problem));
      return String.join("\n", lines);
    }
    lines.add("configuration: sound");
    section(lines, "relaxed:", relaxations.stream().map(Relaxed::toString).toList());
    switch (uncovered) {
      case Uncovered.Unknown unknown ->
          lines.add(
              "tools that no scope covers: not known before the upstreams were contacted once");
      case Uncovered.Tools tools -> section(lines, "tools that no scope covers:", tools.names());
    }
    section(lines, "rules that can never be enforced:", unenforceable);
    section(lines, "policy tests that failed:", failed);
    lines.add("policy tests: " + (tests - failed.size()) + " of " + tests + " passed");
    return String.join("\n", lines);
  }

  /** For a program. */
  String json() {
    JsonText object =
        JsonText.object()
            .put("ok", exitCode() == 0)
            .putAll("problems", problems.stream().map(CheckReport::problem).toList())
            .putAll("relaxations", relaxations.stream().map(CheckReport::relaxed).toList())
            .put("unenforceable", unenforceable)
            .put("tests", JsonText.object().put("run", tests).put("failed", failed));
    switch (uncovered) {
      case Uncovered.Unknown unknown -> object.putNull("uncovered");
      case Uncovered.Tools tools -> object.put("uncovered", tools.names());
    }
    return new String(object.bytes(), StandardCharsets.UTF_8);
  }

  private static JsonText problem(Problem problem) {
    return JsonText.object().put("key", problem.key()).put("text", problem.text());
  }

  static JsonText relaxed(Relaxed relaxed) {
    return JsonText.object().put("key", relaxed.key()).put("means", relaxed.relaxation().means());
  }

  private static void section(List<String> lines, String title, List<String> entries) {
    if (!entries.isEmpty()) {
      lines.add(title);
      entries.forEach(entry -> lines.add("  " + entry));
    }
  }
}
