package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardAccess;
import io.mcpguard.storage.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands have in common that look at or change a guard's state. */
@Command(
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the answer is no",
      "2:wrong usage or configuration",
      "3:something it needs is unreachable"
    })
final class GuardOptions {
  static final List<String> NO_COLUMNS = List.of();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "the guard's configuration")
  private Path file = Path.of("");

  @Option(names = "--json", description = "answer in JSON")
  private boolean json;

  /** What a command does with the state. */
  interface Work {
    AdminAnswer answer(GuardAccess access) throws IOException;
  }

  /** Asks the guard, running or not; the exit code. */
  int ask(AdminRequest request) {
    return run(request.operation().columns(), access -> access.ask(request));
  }

  /** Does {@code work} and prints the answer; the exit code. */
  int run(List<String> columns, Work work) {
    AdminAnswer answer =
        switch (Configuration.read(file)) {
          case ConfigurationRead.Invalid invalid -> invalid(invalid);
          case ConfigurationRead.Read read -> answer(new GuardAccess(read.configuration()), work);
        };
    boolean saysNothing = columns.isEmpty() && answer.equals(AdminAnswer.done(""));
    if (!saysNothing) {
      printer().print(columns, answer);
    }
    return answer.exit();
  }

  Printer printer() {
    return json ? Printer.json(spec) : Printer.text(spec);
  }

  private static AdminAnswer answer(GuardAccess access, Work work) {
    try {
      return work.answer(access);
    } catch (IOException | StoreUnavailable e) {
      return AdminAnswer.unreachable(String.valueOf(e.getMessage()));
    }
  }

  static AdminAnswer invalid(ConfigurationRead.Invalid invalid) {
    List<String> problems = invalid.problems().stream().map(Object::toString).toList();
    return AdminAnswer.wrong("invalid configuration: " + String.join("; ", problems));
  }
}
