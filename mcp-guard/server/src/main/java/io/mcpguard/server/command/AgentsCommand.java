package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code agents list·revoke}: the agents, and the kill switch. */
@Command(name = "agents", description = "The agents.", mixinStandardHelpOptions = true)
final class AgentsCommand {
  @Command(name = "list", description = "All agents, revoked ones too.")
  int list(@Mixin GuardOptions options) {
    return options.ask(AdminRequest.of(Operation.AGENTS_LIST));
  }

  @Command(
      name = "revoke",
      description =
          "The kill switch: the agent's next call is refused, its open streams close; for good.")
  int revoke(@Mixin GuardOptions options, @Parameters(paramLabel = "CLIENT_ID") String clientId) {
    return options.ask(AdminRequest.of(Operation.AGENTS_REVOKE).with("client_id", clientId));
  }
}
