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
 * On a machine without a JDK 21 the launcher ends with exit 3 and says what to do. The machine here
 * has one; what is started sees only a few tools. (Maven needs a Java to say the same.)
 */
class MissingJdkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> TOOLS =
      List.of("bash", "sh", "env", "sed", "dirname", "basename", "readlink", "uname", "expr", "ls");

  @TempDir private Path folder;

  @Test
  void theLauncherEndsWithExitThreeAndTheRemedy() throws Exception {
    String launcher = Document.REPOSITORY.resolve("mcp-guard/bin/mcp-guard").toString();

    Finished finished = withoutJdk(path(), launcher, "demo");

    assertThat(finished.exit()).as(finished.said()).isEqualTo(3);
    assertThat(finished.err()).contains("JDK 21 or newer", "Install one", "JAVA_HOME");
  }

  private Finished withoutJdk(Path path, String... command) throws InterruptedException {
    List<String> line = new ArrayList<>();
    line.addAll(List.of(path.resolve("env").toString(), "-i", "PATH=" + path, "HOME=" + folder));
    line.add("MCP_GUARD_JDKS=");
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
