package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code users add·list·remove·erase}: the embedded users. */
@Command(name = "users", description = "The embedded users.", mixinStandardHelpOptions = true)
final class UsersCommand {
  private final PasswordSource passwords;

  UsersCommand(PasswordSource passwords) {
    this.passwords = passwords;
  }

  @Command(
      name = "add",
      description = "Adds a user; the password is asked for, or read from standard input.")
  int add(@Mixin GuardOptions options, @Parameters(paramLabel = "NAME") String name) {
    AdminRequest request = AdminRequest.of(Operation.USERS_ADD).with("name", name);
    return options.run(
        GuardOptions.NO_COLUMNS,
        access -> {
          String password;
          try {
            password = passwords.read();
          } catch (IOException e) {
            return AdminAnswer.wrong(String.valueOf(e.getMessage()));
          }
          return access.ask(request.with("password", password));
        });
  }

  @Command(name = "list", description = "All users.")
  int list(@Mixin GuardOptions options) {
    return options.ask(AdminRequest.of(Operation.USERS_LIST));
  }

  @Command(
      name = "remove",
      description = "Removes a user; the user's sessions and grants end with it.")
  int remove(@Mixin GuardOptions options, @Parameters(paramLabel = "NAME") String name) {
    return options.ask(AdminRequest.of(Operation.USERS_REMOVE).with("name", name));
  }

  @Command(
      name = "erase",
      description = {
        "Erases a person: removes the user, and deletes the key by which the ledger's records of",
        "this person can be told to be so. The records stay, and every proof of them holds."
      })
  int erase(@Mixin GuardOptions options, @Parameters(paramLabel = "NAME") String name) {
    return options.ask(AdminRequest.of(Operation.USERS_ERASE).with("name", name));
  }
}
