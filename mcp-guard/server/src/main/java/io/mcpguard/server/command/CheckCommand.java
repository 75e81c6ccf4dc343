package io.mcpguard.server.command;

import io.mcpguard.server.config.Configuration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code check -c FILE}: all that is wrong with a configuration, and what it leaves open. */
@Command(
    name = "check",
    description =
        "All configuration problems at once; what is relaxed; which tools no scope covers; which"
            + " policy can never be enforced; runs the policy's tests.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:sound, and the policy's tests pass",
      "1:a policy test fails, or a rule can never be enforced",
      "2:wrong usage or configuration"
    },
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  private final PinnedTools pins;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "the configuration")
  private Path file = Path.of("");

  @Option(names = "--json", description = "answer in JSON")
  private boolean json;

  /** Checks, and asks {@code pins} which tools there are. */
  public CheckCommand(PinnedTools pins) {
    this.pins = pins;
  }

  @Override
  public Integer call() {
    CheckReport report = new Check(pins).report(Configuration.read(file));
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.text());
    out.flush();
    return report.exitCode();
  }
}
