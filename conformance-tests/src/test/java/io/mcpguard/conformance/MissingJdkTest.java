package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a machine without a JDK 21 both commands of the README end with exit 3 and say what to do. The
 * machine here has one; what is started sees only a few tools. Maven itself needs a Java to run on,
 * so it gets this one in the clothes of an older runtime: a folder without compiler and release.
 */
class MissingJdkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "sh",
          "env",
          "sed",
          "dirname",
          "basename",
          "readlink",
          "uname",
          "expr",
          "ls",
          "tr");

  @TempDir private Path folder;

  @Test
  void theLauncherEndsWithExitThreeAndTheRemedy() throws Exception {
    String launcher = Document.REPOSITORY.resolve("mcp-guard/bin/mcp-guard").toString();

    Finished finished = withoutJdk(path(), List.of(), launcher, "demo");

    assertThat(finished.exit()).as(finished.said()).isEqualTo(3);
    assertThat(finished.err()).contains("JDK 21 or newer", "Install one", "JAVA_HOME");
  }

  @Test
  void theBuildEndsWithExitThreeAndTheRemedy() throws Exception {
    Path runtime = Files.createDirectories(folder.resolve("runtime/bin"));
    link(runtime, "java", Path.of(System.getProperty("java.home"), "bin", "java"));
    String maven = onThePath("mvn").toString();

    Finished finished =
        withoutJdk(
            path(),
            List.of("JAVA_HOME=" + runtime.getParent()),
            maven,
            "--batch-mode",
            "--offline",
            "verify");

    assertThat(finished.exit()).as(finished.said()).isEqualTo(3);
    assertThat(finished.said()).contains("JDK 21 or newer", "Install one", "JAVA_HOME");
  }

  private Finished withoutJdk(Path path, List<String> variables, String... command)
      throws InterruptedException {
    List<String> line = new ArrayList<>();
    line.addAll(List.of(path.resolve("env").toString(), "-i", "PATH=" + path, "HOME=" + folder));
    line.add("MCP_GUARD_JDKS=");
    line.addAll(variables);
    line.addAll(List.of(command));
    return Child.run(line, Document.REPOSITORY, Map.of(), PATIENCE);
  }

  private Path path() throws IOException {
    Path path = Files.createDirectory(folder.resolve("bin"));
    for (String tool : TOOLS) {
      link(path, tool, onThePath(tool));
    }
    return path;
  }

  private static void link(Path path, String name, Path program) throws IOException {
    Files.createSymbolicLink(path.resolve(name), program);
  }

  private static Path onThePath(String tool) {
    for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(place, tool))) {
        return Path.of(place, tool);
      }
    }
    throw new IllegalStateException(tool + " is not on the PATH");
  }
}
