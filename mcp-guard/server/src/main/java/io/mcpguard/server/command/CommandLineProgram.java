package io.mcpguard.server.command;

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
    return commands(PasswordSource.terminal()).execute(arguments);
  }

  static CommandLine commands(PasswordSource passwords) {
    return new CommandLine(new CommandLineProgram())
        .addSubcommand(new ServeCommand())
        .addSubcommand(new CheckCommand(new StoredPins()))
        .addSubcommand(new UsersCommand(passwords))
        .addSubcommand(new GrantsCommand())
        .addSubcommand(new AgentsCommand())
        .addSubcommand(new PinsCommand())
        .addSubcommand(new KeysCommand())
        .addSubcommand(new AuditCommand())
        .addSubcommand(new DoctorCommand());
  }
}
