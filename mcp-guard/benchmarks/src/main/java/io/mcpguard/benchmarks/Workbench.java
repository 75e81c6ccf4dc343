package io.mcpguard.benchmarks;

import io.mcpguard.testkit.Ports;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The subjects, each in a process of its own, all in front of the same echo tool server. */
final class Workbench implements AutoCloseable {
  static final String DIRECT = "direct";
  static final String BARE = "ProxyHandler";
  static final String GUARD = "guard";

  /** After the name of a subject that is called at a rate, not as fast as it answers. */
  static final String AT_A_RATE = ", at a rate";

  /** What {@link Goals} looks for. */
  static final String LIST = "guard /mcp list";

  private static final String BARE_EVENTS = BARE + " SSE";

  /** The same for every Java subject, so that only what they do differs. */
  static final List<String> JVM_FLAGS = List.of("-XX:+UseSerialGC", "-Xmx256m");

  private final Path folder = ChildProcess.workFolder();
  private final Deque<ChildProcess> children = new ArrayDeque<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final Guard guard;
  private final Guard federated;

  private Workbench(Path launcher) throws IOException {
    guard = new Guard(folder, launcher);
    federated = new Guard(Files.createDirectory(folder.resolve("federated")), launcher);
  }

  /** Starts all subjects; the guard by its launcher, or from the class path if that is empty. */
  static Workbench open(Path launcher) throws IOException, InterruptedException {
    Workbench bench = new Workbench(launcher);
    Runtime.getRuntime().addShutdownHook(new Thread(bench::stopChildren));
    try {
      bench.start();
      return bench;
    } catch (IOException | InterruptedException | RuntimeException e) {
      bench.close();
      throw e;
    }
  }

  private void start() throws IOException, InterruptedException {
    URI echo = java(DIRECT, EchoToolServer.class).endpoint();
    java(BARE, BareProxy.class, echo.toString());
    var nginx = Nginx.program();
    if (nginx.isPresent()) {
      int port = Ports.free();
      ChildProcess process = Nginx.start(nginx.get(), folder, port, echo);
      children.push(process);
      targets.add(awaited(process, Nginx.target(process, port)));
    } else {
      leftOut.add("nginx: not on the PATH");
    }
    targets.add(guard.start(echo, GUARD));
  }

  private Target java(String name, Class<?> main, String... args) throws IOException {
    ChildProcess process = ChildProcess.java(main, folder, JVM_FLAGS, args);
    children.push(process);
    URI endpoint = URI.create("http://127.0.0.1:" + process.port() + "/mcp");
    Target target = Target.calling(name, endpoint, Map.of(), process.handle());
    targets.add(target);
    return target;
  }

  /** Calls until the first right answer; an ended process or 20 s without one is an error. */
  private Target awaited(ChildProcess process, Target target)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (CallConnection connection = new CallConnection(target)) {
        if (connection.call(ToolCall.LOWEST_ID)) {
          return target;
        }
      } catch (IOException notYet) {
        Thread.sleep(5);
      }
    }
    throw new IOException(target.name() + " did not start; see the logs in " + folder);
  }

  List<Target> targets() {
    return List.copyOf(targets);
  }

  /**
   * The other forms that a call can have: answered by events, at the endpoint of all upstreams, by
   * a child; and the list of all tools. Starts a guard with twenty upstreams.
   */
  List<Target> forms() throws IOException, InterruptedException {
    RpcRequest told = RpcRequest.call(EchoAnswers.TELLING);
    List<Target> forms = new ArrayList<>();
    forms.add(target(DIRECT).asked(DIRECT + " SSE", BARE_EVENTS, told));
    forms.add(target(BARE).asked(BARE_EVENTS, BARE_EVENTS, told));
    forms.add(guard().asked(GUARD + " SSE", BARE_EVENTS, told));
    forms.addAll(federated.startFederated(target(DIRECT).endpoint()));
    return forms;
  }

  /** The proxies, to be called at a rate. */
  List<Target> atARate() {
    String bare = BARE + AT_A_RATE;
    return List.of(target(BARE).as(bare, bare), guard().as(GUARD + AT_A_RATE, bare));
  }

  private Target target(String name) {
    return targets.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  /** On the file system that the guard's ledger is written to. */
  Path ledgerFolder() {
    return folder;
  }

  void sayWhatIsLeftOut(PrintStream out) {
    leftOut.forEach(line -> out.println("left out: " + line));
  }

  Target guard() {
    return targets.getLast();
  }

  double startMillis() {
    return guard.startMillis();
  }

  private void stopChildren() {
    guard.close();
    federated.close();
    while (!children.isEmpty()) {
      children.pop().close();
    }
  }

  @Override
  public void close() throws IOException {
    stopChildren();
    if (Files.exists(folder)) {
      ChildProcess.removeTree(folder);
    }
  }
}
