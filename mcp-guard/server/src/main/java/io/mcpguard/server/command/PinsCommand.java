package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pins list·accept}: tool definitions, accepted against seen. */
@Command(
    name = "pins",
    description = "Tool definitions: accepted against seen.",
    mixinStandardHelpOptions = true)
final class PinsCommand {
  @Command(
      name = "list",
      description =
          "Every tool and how it stands: pinned, new, changed, or unseen since the guard started.")
  int list(
      @Mixin GuardOptions options,
      @Parameters(paramLabel = "UPSTREAM", arity = "0..1", defaultValue = "") String upstream) {
    return options.ask(AdminRequest.of(Operation.PINS_LIST).with("upstream", upstream));
  }

  @Command(name = "accept", description = "Accepts a tool's definition as it was seen last.")
  int accept(
      @Mixin GuardOptions options,
      @Parameters(paramLabel = "UPSTREAM") String upstream,
      @Parameters(paramLabel = "TOOL") String tool,
      @Option(
              names = "--digest",
              defaultValue = "",
              paramLabel = "DIGEST",
              description = "accept only this definition, as pins list showed it")
          String digest) {
    return options.ask(
        AdminRequest.of(Operation.PINS_ACCEPT)
            .with("upstream", upstream)
            .with("tool", tool)
            .with("digest", digest));
  }
}
