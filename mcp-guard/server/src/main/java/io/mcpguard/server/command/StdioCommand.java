package io.mcpguard.server.command;

import io.mcpguard.authn.LocalUser;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.HeadStart;
import io.mcpguard.server.proxy.StdioGuard;
import io.mcpguard.storage.DataDirectoryHeld;
import io.mcpguard.storage.StoreUnavailable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stdio -c FILE}: the guard as an MCP server that a host launches. */
@Command(
    name = "stdio",
    description = "Runs the guard as an MCP server on standard input and output.",
    mixinStandardHelpOptions = true)
public final class StdioCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      required = true,
      description = "the configuration file")
  private Path file = Path.of("guard.yaml");

  @Option(
      names = "--server",
      paramLabel = "NAME",
      description = "serve this upstream alone, its names untouched; else all of them as one")
  private String server = StdioGuard.ALL;

  @Option(names = "--json", description = "say in JSON what is said on standard error")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    HeadStart.take(file);
    keepOutputForMessages();
    Printer printer = json ? Printer.json(spec) : Printer.text(spec);
    return switch (Configuration.read(file)) {
      case ConfigurationRead.Invalid invalid -> {
        List<String> lines = new ArrayList<>(List.of("invalid configuration:"));
        invalid.problems().forEach(problem -> lines.add("  " + problem));
        yield refused(printer, lines, GuardOptions.invalid(invalid));
      }
      case ConfigurationRead.Read read -> checked(read, printer);
    };
  }

  /** "The server MUST NOT write anything to its stdout that is not a valid MCP message" (stdio). */
  private void keepOutputForMessages() {
    spec.commandLine().setOut(spec.commandLine().getErr());
  }

  private int checked(ConfigurationRead.Read read, Printer printer) throws InterruptedException {
    Configuration configuration = read.configuration();
    if (!server.isEmpty() && !configuration.upstreams().containsKey(server)) {
      return wrong(
          printer,
          "--server: there is no such upstream; choose from "
              + String.join(", ", configuration.upstreams().keySet()));
    }
    Optional<String> name = ProcessHandle.current().info().user();
    if (name.isEmpty()) {
      return wrong(printer, "the operating system has no name for the user of this process");
    }
    LocalUser user = new LocalUser(name.get());
    if (!StdioGuard.mayServe(configuration, user)) {
      String key = "users." + name.get() + ".may";
      return wrong(
          printer,
          key
              + ": missing or empty, so that there is nothing to serve to this user; name the"
              + " scopes there that they may use");
    }
    return serve(read, user, printer);
  }

  private int serve(ConfigurationRead.Read read, LocalUser user, Printer printer)
      throws InterruptedException {
    System.setOut(System.err);
    try (StdioGuard guard = StdioGuard.open(read, user, server)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(guard), "stop"));
      Launched launched = new Launched(read.relaxations(), user.name(), served(read));
      printer.lines(launched.text(), launched.json());
      guard.serve(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
      return CommandLine.ExitCode.OK;
    } catch (DataDirectoryHeld held) {
      String said =
          held.getMessage()
              + ". If it is a guard with this configuration, have the host connect to "
              + read.configuration().listen().publicUrl()
              + (server.isEmpty() ? "/mcp" : "/mcp/" + server);
      return refused(printer, List.of(said), AdminAnswer.unreachable(said));
    } catch (IOException | StoreUnavailable e) {
      String said = "the guard cannot run: " + e.getMessage();
      return refused(printer, List.of(said), AdminAnswer.unreachable(said));
    }
  }

  private List<String> served(ConfigurationRead.Read read) {
    return server.isEmpty()
        ? List.copyOf(read.configuration().upstreams().keySet())
        : List.of(server);
  }

  private static int wrong(Printer printer, String said) {
    return refused(printer, List.of(said), AdminAnswer.wrong(said));
  }

  private static int refused(Printer printer, List<String> forPerson, AdminAnswer forProgram) {
    printer.refuse(forPerson, forProgram);
    return forProgram.exit();
  }

  private static void close(StdioGuard guard) {
    try {
      guard.close();
    } catch (IOException e) {
      System.err.println("the guard did not stop cleanly: " + e.getMessage());
    }
  }
}
