package io.mcpguard.server.command;

import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit verify·show·tail}: the evidence, offline, from its files alone. */
@Command(
    name = "audit",
    subcommands = {
      ProveCommand.class,
      VerifyProofCommand.class,
      WhoTriggeredCommand.class,
      GraphCommand.class,
      ExportCommand.class
    },
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
      @Mixin LedgerPlace place,
      @Option(
              names = "--key",
              defaultValue = "",
              paramLabel = "KEY",
              description =
                  "a key of the ledger, got elsewhere: the first, or a later one; else the one"
                      + " beside it is believed")
          String key,
      @Option(
              names = "--checkpoint",
              paramLabel = "FILE",
              description =
                  "a copy of DIR/checkpoint, kept elsewhere; the ledger must extend it. May be"
                      + " repeated")
          List<Path> checkpoints,
      @Option(
              names = "--archive",
              paramLabel = "DIR",
              description = "what was archived of the ledger, verified with it. May be repeated")
          List<Path> archives) {
    AdminAnswer answer =
        place.answer(directory ->
            new LedgerAudit(directory, key).verified(orNone(checkpoints), orNone(archives)));
    options.printer().print(LedgerAudit.COLUMNS, answer);
    return answer.exit();
  }

  /** picocli leaves a list that was not given as null. */
  private static List<Path> orNone(@Nullable List<Path> given) {
    return given == null ? List.of() : given;
  }

  @Command(
      name = "archive",
      description = {
        "Takes the older part of a ledger out of its directory, whole bundles of 256 entries.",
        "Works beside a running guard. The ledger goes on without it, and proves what is left."
      })
  int archive(
      @Mixin OfflineOptions options,
      @Parameters(paramLabel = "DIR", description = "the ledger's directory") Path directory,
      @Option(
              names = "--below",
              required = true,
              paramLabel = "INDEX",
              description = "entries before this index, see audit tail for indices")
          long below,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "DIR",
              description = "the archive, a directory that is not there yet")
          Path target,
      @Option(
              names = "--remove",
              description = {
                "deletes them from the ledger's directory once the archive is verified;",
                "with an archive that is there already, goes on from there"
              })
          boolean remove,
      @Option(
              names = "--key",
              defaultValue = "",
              paramLabel = "KEY",
              description = "a key of the ledger, got elsewhere")
          String key) {
    AdminAnswer answer =
        new LedgerAudit(directory, key)
            .archived(
                below, target, remove ? LedgerAudit.Keeping.REMOVED : LedgerAudit.Keeping.KEPT);
    options.printer().print(List.of(), answer);
    return answer.exit();
  }

  @Command(name = "verify-archive", description = "Recomputes an archive alone.")
  int verifyArchive(
      @Mixin OfflineOptions options,
      @Parameters(paramLabel = "DIR", description = "the archive") Path archive,
      @Option(
              names = "--key",
              defaultValue = "",
              paramLabel = "KEY",
              description = "a key of the ledger, got elsewhere")
          String key) {
    AdminAnswer answer = new LedgerAudit(archive, key).archiveVerified();
    options.printer().print(LedgerAudit.COLUMNS, answer);
    return answer.exit();
  }

  @Command(
      name = "compare",
      description = "Whether two checkpoints of one ledger are of two histories: a fork.")
  int compare(
      @Mixin OfflineOptions options,
      @Parameters(paramLabel = "FILE", description = "a checkpoint") Path one,
      @Parameters(paramLabel = "FILE", description = "another") Path other,
      @Option(
              names = "--key",
              required = true,
              paramLabel = "KEY",
              description = "the ledger's key, which has to have signed both")
          String key) {
    AdminAnswer answer = LedgerAudit.compared(one, other, key);
    options.printer().print(List.of(), answer);
    return answer.exit();
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
