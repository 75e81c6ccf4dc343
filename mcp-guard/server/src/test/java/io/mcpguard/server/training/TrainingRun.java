package io.mcpguard.server.training;

import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Completes the distribution with its launcher, and runs {@code serve}, {@code connect} and {@code
 * stdio} once, each to a first call and to its end: the launcher has the JVM keep the classes that
 * were loaded. Where that cannot be, it says so and the build goes on: starts are slower then.
 */
public final class TrainingRun {
  private static final String PASSWORD = "correct horse battery staple";

  private final Path launcher;
  private final Path folder;
  private final EchoToolServer upstream;
  private final int port;

  private TrainingRun(Path launcher, Path folder, EchoToolServer upstream, int port) {
    this.launcher = launcher;
    this.folder = folder;
    this.upstream = upstream;
    this.port = port;
  }

  /**
   * Runs it.
   *
   * @param arguments the repository and the distribution's directory
   */
  public static void main(String[] arguments) throws IOException {
    Path repository = Path.of(arguments[0]);
    Path distribution = Path.of(arguments[1]);
    Path launcher = install(repository.resolve("mcp-guard/bin/mcp-guard"), distribution);
    install(repository.resolve(".mvn/find-jdk"), distribution);
    if (isTrained(distribution)) {
      return;
    }
    Path folder = Files.createTempDirectory("training");
    try (EchoToolServer upstream = EchoToolServer.start()) {
      new TrainingRun(launcher, folder, upstream, Ports.free()).run();
    } catch (IOException | RuntimeException failed) {
      System.out.println("No start-up archive was made: " + failed.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      remove(folder);
    }
  }

  private void run() throws IOException, InterruptedException {
    try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
      Future<?> stdio =
          beside.submit(() -> {
            stdio();
            return this;
          });
      serve();
      stdio.get();
    } catch (ExecutionException failed) {
      throw new IOException("stdio did not run to its end", failed);
    }
  }

  private void serve() throws IOException, InterruptedException {
    try (TrainedProgram guard = TrainedProgram.start(launcher, "serve", "-c", configuration())) {
      URI welcome = url(guard.said("/oauth/welcome"));
      var unused = guard.said("ready");
      Browser browser = Browser.of("alice", PASSWORD);
      var page = browser.fill(welcome);
      if (page.statusCode() != 200) {
        throw new IOException("the owner's page answered " + page.statusCode());
      }
      connect(browser);
      guard.terminate();
    }
  }

  private void stdio() throws IOException, InterruptedException {
    try (TrainedProgram stdio =
        TrainedProgram.start(launcher, "stdio", "-c", ownConfiguration(), "--server", "echo")) {
      stdio.converse();
    }
  }

  private void connect(Browser browser) throws IOException, InterruptedException {
    String state = folder.resolve("state").toString();
    String endpoint = "http://127.0.0.1:" + port + "/mcp/echo";
    try (TrainedProgram connect =
        TrainedProgram.start(launcher, "connect", "--no-browser", "--state", state, endpoint)) {
      connect.beginConversation();
      var unused = browser.get(browser.visit(url(connect.said("log in at: "))));
      connect.converse();
    }
  }

  private static URI url(String line) {
    return URI.create(line.substring(line.indexOf("http")));
  }

  private String configuration() throws IOException {
    return configuration("guard", "users: { alice: { may: [use] } }");
  }

  /** Another data directory: two guards never share one. */
  private String ownConfiguration() throws IOException {
    String user = ProcessHandle.current().info().user().orElse("nobody");
    return configuration("stdio", "users: { \"" + user + "\": { may: [use] } }");
  }

  /** With a condition and a quota: compiling the first condition loads a compiler. */
  private String configuration(String name, String users) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(
        policy,
        """
        rules:
          - permit: { scopes: [use], tools: ["echo/*"] }
            when: user != "" && size(args) < 100
          - forbid: { tools: ["echo/*"] }
            when: has(args.text) && (args.text == "never" || size(args.text) > 1000)
        """);
    Files.writeString(
        file,
        """
        listen: { mcp: "127.0.0.1:%d", admin: "127.0.0.1:%d", public-url: "http://127.0.0.1:%d" }
        trust-domain: training.mcp-guard
        data: "%s"
        authorization: { embedded: {} }
        %s
        agents: { default: { ceiling: [use] } }
        upstreams: { echo: { url: "%s", assertion: txn-token } }
        scopes: { use: { says: "Use it", tools: ["echo/*"] } }
        policy: ["%s"]
        quotas: [{ per: [agent, tool], tools: ["echo/*"], limit: 1000000/1s }]
        """
            .formatted(
                port,
                Ports.free(),
                port,
                folder.resolve(name + "-data"),
                users,
                upstream.url(),
                policy));
    return file.toString();
  }

  private static Path install(Path program, Path distribution) throws IOException {
    Path bin = Files.createDirectories(distribution.resolve("bin"));
    Path installed = bin.resolve(program.getFileName());
    Files.copy(program, installed, StandardCopyOption.REPLACE_EXISTING);
    if (bin.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(installed, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return installed;
  }

  /** Whether there is an archive of each command that is newer than every library. */
  private static boolean isTrained(Path distribution) throws IOException {
    long libraries = newest(distribution.resolve("lib"), ".jar");
    try (Stream<Path> archives = Files.list(distribution)) {
      List<Path> kept = archives.filter(file -> file.toString().endsWith(".jsa")).sorted().toList();
      return kept.stream().filter(file -> modified(file) > libraries).count() >= 3;
    }
  }

  private static long newest(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .mapToLong(TrainingRun::modified)
          .max()
          .orElse(Long.MAX_VALUE);
    }
  }

  private static long modified(Path file) {
    return file.toFile().lastModified();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
