package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stdio child steals the guard's credentials from its environment. */
class A40StdioChildInheritsNothingTest {
  @TempDir Path directory;

  @Test
  void theChildSeesExactlyTheConfiguredEnvironment() throws Exception {
    ChildCommand command =
        new ChildCommand(
            "env",
            List.of("/usr/bin/env", "-0"),
            Map.of("LANG", "C.UTF-8", "MCP_GUARD_SERVER", "urn:mcp-guard:local:env"),
            directory);

    Process child = Spawning.spawn(command);
    String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(System.getenv()).isNotEmpty();
    assertThat(List.of(printed.split("\0", -1)))
        .containsExactlyInAnyOrder("LANG=C.UTF-8", "MCP_GUARD_SERVER=urn:mcp-guard:local:env", "");
  }

  @Test
  void aProgramIsFoundOnTheGuardsPathThoughTheChildDoesNotGetIt() {
    ChildCommand command = new ChildCommand("sh", List.of("sh"), Map.of(), directory);

    assertThat(command.program("/nowhere:/usr/bin:/bin")).contains(Path.of("/usr/bin/sh"));
  }

  @Test
  void neitherArgumentsNorEnvironmentArePrinted() {
    ChildCommand command =
        new ChildCommand("pay", List.of("pay", "--key=s3cret"), Map.of("K", "s3cret"), directory);

    assertThat(command.toString()).doesNotContain("s3cret");
  }
}
