package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keys rotate}: new signing keys. */
@Command(name = "keys", description = "The signing keys.", mixinStandardHelpOptions = true)
final class KeysCommand {
  @Command(
      name = "rotate",
      description =
          "Makes new keys for access tokens and assertions, which are published now and sign ten"
              + " minutes later; the earlier ones verify until all they signed has expired.")
  int rotate(
      @Mixin GuardOptions options,
      @Option(
              names = "--ledger",
              description =
                  "the key that signs the ledger's checkpoints instead: the old one names the new"
                      + " one in the ledger, and is gone afterwards")
          boolean ledger) {
    return options.ask(
        AdminRequest.of(ledger ? Operation.LEDGER_KEY_ROTATE : Operation.KEYS_ROTATE));
  }
}
