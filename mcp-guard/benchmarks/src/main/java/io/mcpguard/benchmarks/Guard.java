package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.Ports;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The guard as a process: started once so that a person can choose a password and let an agent in,
 * then started again, timed, to be loaded by that agent.
 */
final class Guard implements AutoCloseable {
  private static final String MAIN = "io.mcpguard.server.Main";
  private static final String PASSWORD = "a password for the load";
  private static final String LINK = "set the owner's password here, once: ";
  private static final Pattern FIELD = Pattern.compile("name=\"(csrf|link)\" value=\"([^\"]*)\"");
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Path folder;
  private final Path launcher;
  private final List<ChildProcess> running = new ArrayList<>();
  private double startMillis;

  /**
   * A guard that keeps its data in {@code folder}.
   *
   * @param launcher the program that starts it, or the empty path for a JVM like this one
   */
  Guard(Path folder, Path launcher) {
    this.folder = folder;
    this.launcher = launcher;
  }

  /** Starts it in front of {@code upstream}, and returns once it has served a call. */
  Target start(URI upstream, String name) throws IOException, InterruptedException {
    int port = Ports.free();
    URI endpoint = URI.create("http://127.0.0.1:" + port + "/mcp/" + GuardConfiguration.UPSTREAM);
    RpcRequest call = RpcRequest.call(EchoAnswers.PLAIN);
    Path file = GuardConfiguration.write(folder, upstream, port, Ports.free());
    ChildProcess first = launch(file);
    Browser owner = owner(first.saidUntil("ready"));
    String token = new AgentLogin(new SecureRandom()).accessToken(endpoint, owner);
    serving(first, endpoint, name, token, call);
    close();

    long began = System.nanoTime();
    ChildProcess second = launch(file);
    Target target = serving(second, endpoint, name, token, call);
    startMillis = (System.nanoTime() - began) / 1e6;
    Thread.ofVirtual().start(second::ignore);
    return target;
  }

  /**
   * Starts it in front of twenty upstreams with 500 tools, one of them a child, and returns how it
   * is called: at the endpoint of all, by the child, and for the list of all tools in both forms.
   */
  List<Target> startFederated(URI echo) throws IOException, InterruptedException {
    int port = Ports.free();
    ChildProcess process = launch(FederatedConfiguration.write(folder, echo, port, Ports.free()));
    Browser owner = owner(process.saidUntil("ready"));
    AgentLogin login = new AgentLogin(new SecureRandom());
    URI all = URI.create("http://127.0.0.1:" + port + "/mcp");
    URI child = URI.create(all + "/" + FederatedConfiguration.CHILD);
    String token = login.accessToken(all, owner);
    String childToken = login.accessToken(child, owner);
    RpcRequest call = RpcRequest.call(FederatedConfiguration.CALLED);
    Target calling = serving(process, all, "guard /mcp", token, call);
    return List.of(
        serving(process, child, "guard stdio", childToken, RpcRequest.call(EchoAnswers.PLAIN)),
        calling,
        calling.asked(
            Workbench.LIST + " legacy",
            Workbench.BARE,
            RpcRequest.tools(FederatedConfiguration.LAST)),
        new Target(
            Workbench.LIST,
            Workbench.BARE,
            RpcRequest.toolsWithoutSession(FederatedConfiguration.LAST),
            all,
            AgentSession.none(token),
            process.handle()));
  }

  double startMillis() {
    return startMillis;
  }

  private ChildProcess launch(Path configuration) throws IOException {
    List<String> command =
        launcher.toString().isEmpty()
            ? ChildProcess.javaCommand(flags(), MAIN)
            : new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of("serve", "-c", configuration.toString()));
    ChildProcess process = ChildProcess.start(command, folder.resolve("guard.log"));
    running.add(process);
    return process;
  }

  private static List<String> flags() {
    List<String> flags = new ArrayList<>(Workbench.JVM_FLAGS);
    flags.add("--enable-native-access=ALL-UNNAMED");
    return flags;
  }

  /** The first user, who has just chosen a password. */
  private static Browser owner(List<String> said) throws IOException, InterruptedException {
    String link =
        said.stream()
            .filter(line -> line.startsWith(LINK))
            .findFirst()
            .orElseThrow(() -> new IOException("the guard printed no link for its first user"))
            .substring(LINK.length());
    Browser browser = Browser.of(GuardConfiguration.USER, PASSWORD);
    choosePassword(browser, URI.create(link));
    return browser;
  }

  private static void choosePassword(Browser browser, URI link)
      throws IOException, InterruptedException {
    StringBuilder form = new StringBuilder("password=" + URLEncoder.encode(PASSWORD, UTF_8));
    Matcher fields = FIELD.matcher(browser.get(link).body());
    while (fields.find()) {
      form.append('&').append(fields.group(1)).append('=');
      form.append(URLEncoder.encode(fields.group(2), UTF_8));
    }
    URI action = link.resolve("/oauth/welcome");
    String origin = link.getScheme() + "://" + link.getRawAuthority();
    int status = browser.post(action, origin, form.toString()).statusCode();
    if (status / 100 != 3) {
      throw new IOException("setting the first password was answered " + status);
    }
  }

  /**
   * Opens a session and calls until the answer is right: the tools are looked at in passing. Until
   * somebody listens it only knocks: asking in earnest would take the processor from the guard that
   * starts.
   */
  private static Target serving(
      ChildProcess process, URI endpoint, String name, String token, RpcRequest call)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    IOException last = new IOException("the guard ended");
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        new Socket(endpoint.getHost(), endpoint.getPort()).close();
        Map<String, String> headers = AgentSession.open(endpoint, token);
        Target target = new Target(name, Workbench.BARE, call, endpoint, headers, process.handle());
        try (CallConnection connection = new CallConnection(target)) {
          if (connection.call(ToolCall.LOWEST_ID)) {
            return target;
          }
          last = new IOException("the guard answered " + connection.lastAnswer());
        }
      } catch (IOException notYet) {
        last = notYet;
      }
      Thread.sleep(2);
    }
    throw last;
  }

  @Override
  public void close() {
    running.forEach(ChildProcess::close);
    running.clear();
  }
}
