package io.mcpguard.server.command;

import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.MalformedLogData;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.provenance.CallProofVerifier;
import io.mcpguard.provenance.ProofVerdict;
import io.mcpguard.provenance.ProofVerdict.Fails;
import io.mcpguard.provenance.ProofVerdict.Holds;
import io.mcpguard.provenance.ProofVerdict.ProvenRecord;
import io.mcpguard.provenance.ReceiptVerifier;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit verify-proof}: a proof alone, without its log. */
@Command(
    name = "verify-proof",
    description = {
      "Checks a proof alone, with the ledger's key: what audit prove, audit who-triggered --proofs",
      "and GET /audit/v1/proof/TXN gave, in each form. Says which part of it does not hold.",
      "With --receipt and --result also whether what a client got belongs to it, and if not, which",
      "of the three is at fault."
    })
final class VerifyProofCommand implements Callable<Integer> {
  private static final List<String> COLUMNS = List.of("record", "index", "txn");

  /** A path of many calls, and far more than any of few. */
  private static final int MOST_BYTES = 64 << 20;

  @Mixin private OfflineOptions options = new OfflineOptions();

  @Parameters(paramLabel = "FILE", description = "the proof")
  private Path file = Path.of("");

  @Mixin private HeldFiles held = new HeldFiles();

  @ArgGroup(multiplicity = "1")
  private Believed believed = new Believed();

  /** Which keys are believed. */
  private static final class Believed {
    private static final Path NONE = Path.of("");

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "a key of the ledger, got elsewhere. May be repeated")
    private String[] keys = {};

    @Option(
        names = "--ledger",
        paramLabel = "DIR",
        description = "the ledger's directory, whose own keys are believed")
    private Path ledger = NONE;

    List<VerifierKey> all() throws IOException {
      if (!ledger.equals(NONE)) {
        return LedgerReader.keysFrom(ledger, LedgerReader.ownKey(ledger));
      }
      List<VerifierKey> all = new ArrayList<>();
      for (String key : keys) {
        all.add(VerifierKey.parse(key));
      }
      return all;
    }
  }

  @Override
  public Integer call() {
    AdminAnswer answer = answer();
    options.printer().print(COLUMNS, answer);
    return answer.exit();
  }

  private AdminAnswer answer() {
    if (held.areNone() && held.areOpened()) {
      return AdminAnswer.wrong("--config: opens what belongs to --receipt or --result; name one");
    }
    List<VerifierKey> keys;
    try {
      keys = believed.all();
    } catch (MalformedLogData e) {
      return AdminAnswer.wrong("--key: " + e.getMessage());
    } catch (IOException e) {
      return AdminAnswer.unreachable("--ledger: " + e.getMessage());
    }
    byte[] proof;
    try (InputStream in = Files.newInputStream(file)) {
      proof = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      return AdminAnswer.unreachable("FILE cannot be read; name a proof");
    }
    if (proof.length > MOST_BYTES) {
      return AdminAnswer.wrong("FILE: is larger than any proof; name a proof");
    }
    byte[] document = withoutLastLineEnd(proof);
    try {
      return held.areNone()
          ? said(CallProofVerifier.verify(document, keys), VerifyProofCommand::holds)
          : said(verdict(new ReceiptVerifier(document, keys)), records -> together());
    } catch (IOException e) {
      return AdminAnswer.unreachable(String.valueOf(e.getMessage()));
    }
  }

  private ProofVerdict verdict(ReceiptVerifier verifier) throws IOException {
    return held.areOpened()
        ? verifier.verify(
            held.read(), digest -> People.of(held.configuration(), digest).valuesByPerson())
        : verifier.verify(held.read());
  }

  private String together() {
    String of = held.hasResult() ? "receipt, result and proof" : "receipt and proof";
    return held.areOpened()
        ? "holds: " + of + " belong together, and the log has this digest of the result"
        : "holds: "
            + of
            + " belong together; the log's own digest of the result opens with the guard's key"
            + " alone: add -c FILE";
  }

  private static String holds(List<ProvenRecord> records) {
    return isShown(records)
        ? "holds: the ledger's key stands behind all of it"
        : "holds: the log has such a record; what it says is not shown, so that neither"
            + " call nor decision is proven";
  }

  /** A refusal as its caller gets it has no more than the hash of its record. */
  private static boolean isShown(List<ProvenRecord> records) {
    return records.stream().noneMatch(record -> record.txn().isEmpty());
  }

  private static AdminAnswer said(
      ProofVerdict verdict, Function<List<ProvenRecord>, String> holding) {
    return switch (verdict) {
      case Holds(List<ProvenRecord> records) ->
          new AdminAnswer(
              0, holding.apply(records), records.stream().map(VerifyProofCommand::row).toList());
      case Fails(String where, String what) ->
          AdminAnswer.no(
              "does not hold: "
                  + (where.isEmpty() ? "the document" : where)
                  + ": "
                  + what
                  + "; get it anew, or keep it as evidence of who altered it");
    };
  }

  /**
   * JSON that went through a shell or an editor has one; a proof of the log's own form needs it.
   */
  private static byte[] withoutLastLineEnd(byte[] bytes) {
    boolean isJson = bytes.length > 1 && bytes[0] == '{' && bytes[bytes.length - 1] == '\n';
    return isJson ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
  }

  private static Map<String, String> row(ProvenRecord record) {
    return Map.of(
        "record", record.type(),
        "index", Long.toString(record.index()),
        "txn", record.txn().isEmpty() ? "not shown" : record.txn());
  }
}
