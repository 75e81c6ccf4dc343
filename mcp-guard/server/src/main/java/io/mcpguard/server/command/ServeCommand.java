package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardServer;
import io.mcpguard.server.proxy.HeadStart;
import io.mcpguard.storage.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @Option(names = "--json", description = "answer in JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    HeadStart.rehearse(file);
    Printer printer = json ? Printer.json(spec) : Printer.text(spec);
    return switch (Configuration.read(file)) {
      case ConfigurationRead.Invalid invalid -> {
        List<String> lines = new ArrayList<>(List.of("invalid configuration:"));
        invalid.problems().forEach(problem -> lines.add("  " + problem));
        yield refused(printer, lines, GuardOptions.invalid(invalid));
      }
      case ConfigurationRead.Read read -> serve(read, printer);
    };
  }

  private static int serve(ConfigurationRead.Read read, Printer printer)
      throws InterruptedException {
    try (GuardServer server = GuardServer.open(read)) {
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server, stopped), "stop"));
      server.start();
      Started started =
          new Started(
              read.relaxations(),
              server.cryptography(),
              server.welcome().stream().toList(),
              endpoints(read.configuration()));
      printer.lines(started.text(), started.json());
      stopped.await();
      return CommandLine.ExitCode.OK;
    } catch (IOException | StoreUnavailable e) {
      String said = "the guard cannot run: " + e.getMessage();
      return refused(printer, List.of(said), AdminAnswer.unreachable(said));
    }
  }

  private static int refused(Printer printer, List<String> forPerson, AdminAnswer forProgram) {
    printer.refuse(forPerson, forProgram);
    return forProgram.exit();
  }

  private static List<String> endpoints(Configuration configuration) {
    return configuration.upstreams().keySet().stream()
        .map(name -> configuration.listen().publicUrl() + "/mcp/" + name)
        .toList();
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
