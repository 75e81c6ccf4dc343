package io.mcpguard.server.command;

import io.mcpguard.server.proxy.HeadStart;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code mcp-guard COMMAND}: the commands and what they have in common. */
@Command(
    name = "mcp-guard",
    description = "Security middleware for the Model Context Protocol.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = "%nTo see it at work: mcp-guard demo. Of one command: mcp-guard COMMAND --help.")
public final class CommandLineProgram {
  private CommandLineProgram() {}

  /**
   * Runs one command; the exit code is 0 done, 1 no, 2 wrong usage or configuration, 3 unreachable.
   */
  public static int run(String... arguments) {
    switch (arguments.length > 0 ? arguments[0] : "") {
      case "serve" -> HeadStart.toListen();
      case "stdio" -> HeadStart.toAnswer();
      default -> {} // begins soon enough
    }
    return commands(PasswordSource.terminal(), arguments).execute(arguments);
  }

  /**
   * The command that {@code arguments} name, or all where they name none: to describe a command to
   * picocli takes longer than to run most of them.
   */
  static CommandLine commands(PasswordSource passwords, String... arguments) {
    Map<String, Supplier<Object>> all = all(passwords);
    if (arguments.length > 0 && all.containsKey(arguments[0])) {
      all.keySet().retainAll(Set.of(arguments[0]));
    }
    CommandLine program = new CommandLine(new CommandLineProgram());
    all.forEach((name, command) -> program.addSubcommand(name, command.get()));
    return program;
  }

  private static Map<String, Supplier<Object>> all(PasswordSource passwords) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("serve", ServeCommand::new);
    commands.put("stdio", StdioCommand::new);
    commands.put("connect", ConnectCommand::new);
    commands.put("check", () -> new CheckCommand(new StoredPins()));
    commands.put("users", () -> new UsersCommand(passwords));
    commands.put("grants", GrantsCommand::new);
    commands.put("agents", AgentsCommand::new);
    commands.put("pins", PinsCommand::new);
    commands.put("keys", KeysCommand::new);
    commands.put("audit", AuditCommand::new);
    commands.put("witness", WitnessCommand::new);
    commands.put("doctor", DoctorCommand::new);
    return commands;
  }
}
