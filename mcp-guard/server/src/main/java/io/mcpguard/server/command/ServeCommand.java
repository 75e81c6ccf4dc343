package io.mcpguard.server.command;

import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardServer;
import io.mcpguard.server.proxy.HeadStart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serve -c FILE}: the proxy. */
@Command(
    name = "serve",
    description = "Runs the guard as a proxy in front of tool servers.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      required = true,
      description = "the configuration file")
  private Path file = Path.of("guard.yaml");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    HeadStart.take();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    return switch (Configuration.read(file)) {
      case ConfigurationRead.Invalid invalid -> {
        err.println("invalid configuration:");
        invalid.problems().forEach(problem -> err.println("  " + problem));
        yield 2;
      }
      case ConfigurationRead.Read read -> serve(read, out, err);
    };
  }

  private static int serve(ConfigurationRead.Read read, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    try (GuardServer server = GuardServer.open(read)) {
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server, stopped), "stop"));
      server.start();
      read.relaxations().forEach(relaxed -> out.println("relaxed: " + relaxed));
      out.println("signatures: " + server.cryptography());
      server
          .welcome()
          .ifPresent(link -> out.println("set the owner's password here, once: " + link));
      read.configuration()
          .upstreams()
          .keySet()
          .forEach(name ->
              out.println("serving " + read.configuration().listen().publicUrl() + "/mcp/" + name));
      out.println("ready");
      out.flush();
      stopped.await();
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      err.println("the guard cannot run: " + e.getMessage());
      return 3;
    }
  }

  private static void close(GuardServer server, CountDownLatch stopped) {
    try {
      server.close();
    } catch (IOException e) {
      System.err.println("the guard did not stop cleanly: " + e.getMessage());
    } finally {
      stopped.countDown();
    }
  }
}
