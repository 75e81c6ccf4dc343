package io.mcpguard.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class DemoTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine demo =
      Demo.command().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void everyStepOfTheStoryShowsWhatItSays() {
    int exit = demo.execute("--once");

    assertThat(exit).as(out.toString() + err).isZero();
    assertThat(out.toString()).contains("  ✓ ").doesNotContain("✗");
  }

  @Test
  void aProgramIsToldTheStoryInOneDocument() {
    int exit = demo.execute("--once", "--json");

    JsonNode story = Json.read(out.toString());
    assertThat(exit).isZero();
    assertThat(story.path("held").asBoolean()).isTrue();
    assertThat(story.path("steps")).isNotEmpty().allMatch(step -> step.path("held").asBoolean());
  }

  @Test
  void helpIsShownInsteadOfTheStory() {
    assertThat(demo.execute("--help")).isZero();
    assertThat(out.toString()).contains("--once", "--json").doesNotContain("✓");
  }

  @Test
  void anOptionThatIsNotThereIsWrongUsage() {
    assertThat(demo.execute("--anything")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("--anything");
  }
}
