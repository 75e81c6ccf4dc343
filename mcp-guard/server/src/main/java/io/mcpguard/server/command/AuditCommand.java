package io.mcpguard.server.command;

import io.mcpguard.ledger.Checkpoint;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.MalformedLogData;
import io.mcpguard.ledger.Verification;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit verify·show·tail}: the evidence, offline, from its files alone. */
@Command(
    name = "audit",
    subcommands = {ProveCommand.class, WhoTriggeredCommand.class, GraphCommand.class},
    description = "The evidence, read from its files; needs no running guard.",
    mixinStandardHelpOptions = true)
final class AuditCommand {
  @Command(
      name = "verify",
      description = {
        "Recomputes a whole ledger: every hash, the root, the signature.",
        "With a checkpoint that was kept before, also that nothing up to there was changed since."
      })
  int verify(
      @Mixin OfflineOptions options,
      @Parameters(paramLabel = "DIR", description = "the ledger's directory") Path directory,
      @Option(
              names = "--key",
              defaultValue = "",
              paramLabel = "KEY",
              description = "the ledger's key, got elsewhere; else the one beside it is believed")
          String key,
      @Option(
              names = "--checkpoint",
              defaultValue = "",
              paramLabel = "FILE",
              description = "a copy of DIR/checkpoint, kept elsewhere; the ledger must extend it")
          String checkpoint) {
    AdminAnswer answer = verified(directory, key, checkpoint);
    options.printer().print(List.of("entries", "unpublished", "root", "key"), answer);
    return answer.exit();
  }

  private static AdminAnswer verified(Path directory, String key, String checkpoint) {
    if (!Files.isDirectory(directory)) {
      return AdminAnswer.unreachable("DIR is no directory that can be read; name a ledger's");
    }
    VerifierKey known;
    try {
      known = key.isEmpty() ? LedgerReader.ownKey(directory) : VerifierKey.parse(key);
    } catch (IOException e) {
      return key.isEmpty()
          ? answer(LedgerVerifier.verify(directory))
          : AdminAnswer.wrong("--key: " + e.getMessage());
    }
    return checkpoint.isEmpty()
        ? answer(LedgerVerifier.verify(directory, known))
        : extending(directory, known, Path.of(checkpoint));
  }

  private static AdminAnswer extending(Path directory, VerifierKey key, Path kept) {
    try {
      return answer(LedgerVerifier.verify(directory, key, Checkpoint.read(kept, key)));
    } catch (MalformedLogData e) {
      return AdminAnswer.no(
          "--checkpoint: "
              + e.getMessage()
              + "; it is another ledger's, or was altered, or the ledger was begun anew");
    } catch (IOException e) {
      return AdminAnswer.unreachable("--checkpoint: FILE cannot be read; name a kept checkpoint");
    }
  }

  private static AdminAnswer answer(Verification verification) {
    return switch (verification) {
      case Verification.Damaged(String what, String where, String remedy) ->
          AdminAnswer.no("damaged: " + where + ": " + what + "; " + remedy);
      case Verification.Verified sound -> {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("entries", Long.toString(sound.size()));
        row.put("unpublished", Long.toString(sound.unpublished()));
        row.put("root", sound.root().toString());
        row.put("key", sound.key().toString());
        yield new AdminAnswer(0, "every entry, tile and signature agrees", List.of(row));
      }
    };
  }

  @Command(
      name = "show",
      description = "One decision in full with its reason, and how the call ended.")
  int show(@Mixin GuardOptions options, @Parameters(paramLabel = "TXN") String exchange) {
    Printer printer = options.printer();
    return options.run(
        GuardOptions.NO_COLUMNS,
        access -> {
          AtomicInteger found = new AtomicInteger();
          LedgerReader.open(access.ledger())
              .<IOException>forEach(
                  0,
                  entry ->
                      LedgerLine.of(entry)
                          .filter(line -> line.isOf(exchange))
                          .ifPresent(line -> {
                            found.incrementAndGet();
                            printer.lines(line.full(), line.json());
                          }));
          return found.get() > 0
              ? AdminAnswer.done("")
              : AdminAnswer.no("the ledger's published part holds no such exchange");
        });
  }

  @Command(name = "tail", description = "The last leaves, one line each.")
  int tail(
      @Mixin GuardOptions options,
      @Option(
              names = {"-n", "--lines"},
              defaultValue = "20",
              paramLabel = "COUNT",
              description = "how many; 20 where not said")
          long lines) {
    Printer printer = options.printer();
    return options.run(
        GuardOptions.NO_COLUMNS,
        access -> {
          LedgerReader ledger = LedgerReader.open(access.ledger());
          ledger.<IOException>forEach(
              ledger.checkpoint().size() - Math.max(lines, 0),
              entry ->
                  LedgerLine.of(entry)
                      .ifPresent(line -> printer.lines(List.of(line.brief()), line.json())));
          return AdminAnswer.done("");
        });
  }
}
