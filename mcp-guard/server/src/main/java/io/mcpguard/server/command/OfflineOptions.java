package io.mcpguard.server.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands have in common that need no configuration. */
@Command(
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the answer is no",
      "2:wrong usage or configuration",
      "3:something it needs is unreachable"
    })
final class OfflineOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "answer in JSON")
  private boolean json;

  Printer printer() {
    return json ? Printer.json(spec) : Printer.text(spec);
  }
}
