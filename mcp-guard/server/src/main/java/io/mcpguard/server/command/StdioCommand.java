package io.mcpguard.server.command;

import io.mcpguard.authn.LocalUser;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.config.ExportSettings.Target;
import io.mcpguard.server.proxy.HeadStart;
import io.mcpguard.server.proxy.StdioGuard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
  /** A guard that is stopping may take so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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

  private final Duration patience;

  /** Waits a while for a data directory that is held to become free, or its guard attachable. */
  public StdioCommand() {
    this(PATIENCE);
  }

  StdioCommand(Duration patience) {
    this.patience = patience;
  }

  @Override
  public Integer call() throws InterruptedException {
    HeadStart.rehearse(file);
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
    Optional<String> printing = printing(configuration);
    if (printing.isPresent()) {
      return wrong(
          printer,
          "exports."
              + printing.get()
              + ".to: standard output is the host's here; name a file or a collector");
    }
    Optional<LocalUser> user = LocalUser.ofThisProcess();
    if (user.isEmpty()) {
      return wrong(printer, "the operating system has no name for the user of this process");
    }
    if (!StdioGuard.mayServe(configuration, user.get())) {
      String key = "users." + user.get().name() + ".may";
      return wrong(
          printer,
          key
              + ": missing or empty, so that there is nothing to serve to this user; name the"
              + " scopes there that they may use");
    }
    System.setOut(System.err);
    return new StdioStart(read, user.get(), server, printer, patience).run();
  }

  /** The export that would write among the messages. */
  private static Optional<String> printing(Configuration configuration) {
    return configuration.exports().entrySet().stream()
        .filter(export -> export.getValue().to() instanceof Target.StandardOutput)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static int wrong(Printer printer, String said) {
    return refused(printer, List.of(said), AdminAnswer.wrong(said));
  }

  private static int refused(Printer printer, List<String> forPerson, AdminAnswer forProgram) {
    printer.refuse(forPerson, forProgram);
    return forProgram.exit();
  }
}
