package io.mcpguard.conformance;

import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.Ports;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedAgent.TokenAnswer;
import io.mcpguard.testkit.ScriptedClient;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The guard as its users run it: a child program with a configuration file, a data directory and
 * two users, alice and bob. The public address is that of a relay in front, which is known before
 * the guard starts.
 */
final class Guard implements AutoCloseable {
  static final String USER = "alice";
  static final String PASSWORD = "correct horse battery staple";
  static final URI REDIRECT = URI.create("http://127.0.0.1:1/callback");
  private static final Duration START = Duration.ofMinutes(2);
  private static final String MAIN = "io.mcpguard.server.Main";

  /** As the launcher does it: loaded classes are kept from one start to the next. */
  private static final List<String> STARTING_FAST =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:+AutoCreateSharedArchive",
          "-XX:SharedArchiveFile=" + Path.of("target", "guard.jsa").toAbsolutePath(),
          "-Xlog:disable");

  private final Path folder;
  private final BearerShim front;
  private final int port;
  private final URI admin;
  private final Map<String, String> environment;
  private Child process;

  private Guard(
      Path folder, BearerShim front, int port, int admin, Map<String, String> environment) {
    this.folder = folder;
    this.front = front;
    this.port = port;
    this.admin = URI.create("http://127.0.0.1:" + admin);
    this.environment = Map.copyOf(environment);
    this.process = Child.start(line(folder, "serve"), folder, environment);
  }

  /** Starts a guard; {@code rest} is the configuration but for addresses, data and domain. */
  static Guard serving(Path folder, String rest) throws Exception {
    return serving(folder, rest, Map.of());
  }

  /** As above, with variables in the guard's own environment. */
  static Guard serving(Path folder, String rest, Map<String, String> environment) throws Exception {
    BearerShim front = BearerShim.start();
    int port = Ports.free();
    int admin = Ports.free();
    front.leadTo(port);
    Files.writeString(
        folder.resolve("guard.yaml"),
        """
        listen: { mcp: "127.0.0.1:%d", admin: "127.0.0.1:%d", public-url: "%s" }
        trust-domain: test.mcp-guard
        data: "%s"
        authorization: { embedded: {} }
        %s
        """
            .formatted(port, admin, front.url(), folder.resolve("data"), rest));
    Guard guard = new Guard(folder, front, port, admin, environment);
    guard.awaitReady();
    guard.choosePassword();
    return guard;
  }

  /** The guard's public address, without a path. */
  URI url() {
    return front.url();
  }

  /** The address clients connect to for one upstream. */
  URI endpoint(String server) {
    return front.url().resolve("/mcp/" + server);
  }

  /** The port the guard itself listens at. */
  int port() {
    return port;
  }

  /** Where operators and auditors ask, without a path. */
  URI admin() {
    return admin;
  }

  /** What they show there. */
  String adminToken() throws IOException {
    return Files.readString(data().resolve("admin-token")).strip();
  }

  /** The relay in front. */
  BearerShim front() {
    return front;
  }

  /** The guard's data directory. */
  Path data() {
    return folder.resolve("data");
  }

  /** The directory of its ledger. */
  Path ledger() {
    return data().resolve("ledger");
  }

  /** Everything the guard said on its two outputs. */
  String said() {
    return process.out() + process.err();
  }

  /** Waits for a line on one of them that holds this text. */
  String awaitSaid(String text) throws Exception {
    return Waiting.until(
        process, START, () -> said().lines().filter(line -> line.contains(text)).findFirst());
  }

  /** The guard's process. */
  long pid() {
    return process.pid();
  }

  /** What the guard's process holds in memory, in bytes (Linux: {@code VmRSS}). */
  long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  /** The pre-registered agent named {@code agent}. */
  ScriptedAgent agent() throws Exception {
    return ScriptedAgent.registered(url(), "agent", REDIRECT);
  }

  /** Logs alice in for the endpoint of all servers and returns her agent's tokens. */
  TokenAnswer loginEverywhere(String scope) throws Exception {
    return agent().login(Browser.of(USER, PASSWORD), url() + "/mcp", scope);
  }

  /** Logs alice in for one endpoint and returns her agent's tokens. */
  TokenAnswer login(String server, String scope) throws Exception {
    return agent().login(Browser.of(USER, PASSWORD), endpoint(server).toString(), scope);
  }

  /** A client of one endpoint that holds this token and has shaken hands. */
  ScriptedClient client(String server, String token) throws Exception {
    ScriptedClient client = new ScriptedClient(endpoint(server)).withBearer(token);
    client.initialize("2025-11-25");
    return client;
  }

  /** Stops the guard and starts it again with another rest of the configuration, same data. */
  void restart(String from, String to) throws Exception {
    process.close();
    Path file = folder.resolve("guard.yaml");
    Files.writeString(file, Files.readString(file).replace(from, to));
    startAgain();
  }

  /** Lets the guard end by itself (SIGTERM). */
  void stop() {
    process.close();
  }

  /** Asks the guard to end (SIGTERM), and does not wait for that. */
  void terminate() {
    process.terminate();
  }

  /** Waits for the guard to end by itself. */
  Finished awaitEnd(Duration atMost) throws InterruptedException {
    return process.await(atMost);
  }

  /** Kills the guard's process at once (SIGKILL). */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** Starts the guard again over what a stop of any kind left. */
  void startAgain() throws Exception {
    process = Child.start(line(folder, "serve"), folder, environment);
    awaitReady();
  }

  /** Runs another command of the guard with this configuration. */
  Finished run(String... arguments) throws Exception {
    return Child.run(line(folder, arguments), folder, Map.of(), START);
  }

  @Override
  public void close() throws IOException {
    process.close();
    front.close();
  }

  private void awaitReady() throws Exception {
    Waiting.until(process, START, () -> process.lines().filter("ready"::equals).findFirst());
  }

  /** The owner's first step: the link that is printed once, opened at a browser. */
  private void choosePassword() throws Exception {
    URI link =
        process
            .lines()
            .filter(line -> line.contains("/oauth/welcome"))
            .map(line -> URI.create(line.substring(line.indexOf("http"))))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no link for the owner:\n" + said()));
    HttpResponse<String> answer = Browser.of(USER, PASSWORD).fill(link);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("no password was set: " + answer.body());
    }
  }

  /** The command line that runs the program with the configuration in {@code folder}. */
  static List<String> line(Path folder, String... arguments) {
    List<String> line = program(arguments);
    line.addAll(List.of("-c", folder.resolve("guard.yaml").toString()));
    return line;
  }

  /** The command line that runs the program. */
  static List<String> program(String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED"));
    // One that is killed leaves the library there that its store had taken out.
    line.add("-Dorg.sqlite.tmpdir=" + Path.of("target").toAbsolutePath());
    line.addAll(STARTING_FAST);
    line.addAll(List.of("-cp", classPath(), MAIN));
    line.addAll(List.of(arguments));
    return line;
  }

  /** Without the tests' own classes: loaded classes are kept only of class paths all of jars. */
  private static String classPath() {
    String own = Path.of("").toAbsolutePath().resolve("target").toString();
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(own))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
