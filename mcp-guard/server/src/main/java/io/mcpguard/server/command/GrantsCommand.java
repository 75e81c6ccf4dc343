package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grants list·revoke}: what users have delegated. */
@Command(
    name = "grants",
    description = "What users have delegated to agents.",
    mixinStandardHelpOptions = true)
final class GrantsCommand {
  @Command(name = "list", description = "All grants that are not revoked.")
  int list(@Mixin GuardOptions options) {
    return options.ask(AdminRequest.of(Operation.GRANTS_LIST));
  }

  @Command(
      name = "revoke",
      description = "Ends a grant: the next call on it is refused, its open streams close.")
  int revoke(@Mixin GuardOptions options, @Parameters(paramLabel = "ID") String id) {
    return options.ask(AdminRequest.of(Operation.GRANTS_REVOKE).with("id", id));
  }
}
