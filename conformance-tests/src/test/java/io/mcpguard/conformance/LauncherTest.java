package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher of an unpacked distribution, here around a program of one class. */
class LauncherTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private Path home;
  private Path lib;

  @BeforeEach
  void unpack() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    lib = Files.createDirectories(folder.resolve("distribution/lib"));
    Path bin = Files.createDirectories(folder.resolve("distribution/bin"));
    Path repository = Document.REPOSITORY;
    Files.copy(repository.resolve("mcp-guard/bin/mcp-guard"), bin.resolve("mcp-guard"));
    Files.copy(repository.resolve(".mvn/find-jdk"), bin.resolve("find-jdk"));
    Path source = Files.createDirectories(folder.resolve("io/mcpguard/server"));
    Files.writeString(
        source.resolve("Main.java"),
        """
        package io.mcpguard.server;
        public class Main {
          public static void main(String[] words) {
            System.out.print(String.join("|", words));
            System.exit(words.length);
          }
        }
        """);
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, source.resolve("Main.java").toString());
    pack("program.jar");
  }

  @Test
  void wordsAndExitCodePassThroughUnchanged() throws Exception {
    Finished finished = launch("check", "-c", "a file");

    assertThat(finished.out()).isEqualTo("check|-c|a file");
    assertThat(finished.exit()).isEqualTo(3);
  }

  /** Once the reactor has built it, as it has here, the program builds nothing any more. */
  @Test
  void theDemoTellsItsStoryAndLeavesNothing() throws Exception {
    Path built = Document.REPOSITORY.resolve("mcp-guard/server/target/distribution/built");
    Files.write(built, new byte[0]);
    Path temporary = Files.createDirectory(folder.resolve("t"));

    Finished finished =
        Child.run(
            List.of(
                Document.REPOSITORY.resolve("mcp-guard/bin/mcp-guard").toString(),
                "demo",
                "--once"),
            folder,
            Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary),
            PATIENCE);

    assertThat(finished.exit()).as(finished.said()).isZero();
    assertThat(finished.out()).contains("✓").doesNotContain("✗");
    assertThat(temporary).as("what the demo left behind").isEmptyDirectory();
  }

  /** The JVM has crashed while it wrote such a file at the end of a run. */
  @Test
  void noRunButTheBuildsKeepsClasses() throws Exception {
    launch("serve");

    assertThat(kept()).isEmpty();
    assertThat(home).as("the user's home").isEmptyDirectory();
  }

  @Test
  void theBuildsRunKeepsThemAndThoseOfAnEarlierBuildGo() throws Exception {
    train("serve");
    List<Path> first = kept();
    pack("another.jar");
    train("serve");

    assertThat(first).hasSize(1);
    assertThat(kept()).hasSize(1).doesNotContainAnyElementsOf(first);
  }

  @Test
  void eachCommandThatSomebodyWaitsForHasClassesOfItsOwn() throws Exception {
    for (String command : List.of("serve", "stdio", "connect", "check")) {
      train(command);
    }

    assertThat(kept())
        .extracting(file -> file.getFileName().toString().replaceAll("-[0-9]+\\.jsa", ""))
        .containsExactlyInAnyOrder("classes-serve", "classes-stdio", "classes-connect");
  }

  /** Classes of another build, another JDK, or half a file: none of it is used, and none missed. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 5_000})
  void anArchiveThatIsBrokenStopsNoStart(int bytes) throws Exception {
    train("serve");
    Path archive = kept().getFirst();
    Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), bytes));

    Finished finished = launch("serve", "-c", "a file");

    assertThat(finished.out()).isEqualTo("serve|-c|a file");
    assertThat(finished.err()).isEmpty();
  }

  private void train(String command) throws InterruptedException {
    var unused = run(Map.of("MCP_GUARD_KEEP_CLASSES", "yes"), command);
  }

  private Finished launch(String... words) throws InterruptedException {
    return run(Map.of(), words);
  }

  private Finished run(Map<String, String> more, String... words) throws InterruptedException {
    String launcher = folder.resolve("distribution/bin/mcp-guard").toString();
    Map<String, String> environment = new HashMap<>(more);
    environment.put("HOME", home.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return Child.run(
        Stream.concat(Stream.of("bash", launcher), Stream.of(words)).toList(),
        folder,
        environment,
        PATIENCE);
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("distribution"))) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  private void pack(String name) throws IOException {
    String entry = "io/mcpguard/server/Main.class";
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(lib.resolve(name)))) {
      jar.putNextEntry(new JarEntry(entry));
      jar.write(Files.readAllBytes(folder.resolve(entry)));
    }
  }
}
