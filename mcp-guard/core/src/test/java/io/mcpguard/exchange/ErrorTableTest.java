package io.mcpguard.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Generates {@code docs/errors.md} from {@link Reason} and holds it to that. After a change of the
 * enum, run this test with {@code -Ddocs=write}.
 */
class ErrorTableTest {
  private static final String HEAD =
      """
      # Answers to a refused call

      Generated from `io.mcpguard.exchange.Reason`; do not edit.

      The caller gets a stable code and a short fixed text. It never gets policy text or its own
      input back. The whole reason is in the ledger, under the decision's id.

      An authenticated JSON-RPC request is answered in JSON-RPC with HTTP 200, except where OAuth or
      the protocol revision demands another status. A 401 and an `insufficient_scope` 403 carry
      `WWW-Authenticate`. In a batch, an element refused leaves the HTTP status at 200. A GET for a
      stream is no such request: where the table has 200, it gets 429 for `too_many_streams` and 503
      for the others.

      The *cure* is what can help: `login` (log in again), `scope` (ask for the scope named in
      `data.scope`), `wait` (try again after `data.retry_after_s`), `revision` (use one of
      `data.supported`, where the request's own is not spoken), `none`.

      | reason | HTTP | JSON-RPC | cure | text |
      |---|---|---|---|---|
      """;

  @Test
  void theErrorTableInTheDocumentsIsTheEnum() throws IOException {
    Path file = Path.of(System.getProperty("basedir", "."), "../../docs/errors.md");
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(file, table());
    }

    assertThat(file).as("run with -Ddocs=write").content().isEqualTo(table());
  }

  /** "MUST NOT emit any other code" of the range of MCP (2026-07-28, basic/index, error codes). */
  @Test
  void everyCodeIsOneOfTheProtocolsOwnOrPositiveAndSoOutsideTheReservedRange() {
    Set<Integer> standard = Set.of(-32700, -32600, -32601, -32602, -32603, -32020, -32021, -32022);

    assertThat(Reason.values())
        .allSatisfy(reason ->
            assertThat(reason.jsonRpcCode() > 0 || standard.contains(reason.jsonRpcCode()))
                .as(reason.code())
                .isTrue());
  }

  @Test
  void everyTextIsOneOrTwoFinishedSentences() {
    assertThat(Reason.values())
        .extracting(Reason::text)
        .allSatisfy(text -> assertThat(text).matches("([A-Z][^.]+\\. ?){1,2}"));
  }

  private static String table() {
    return Arrays.stream(Reason.values())
        .map(ErrorTableTest::row)
        .collect(Collectors.joining("\n", HEAD, "\n"));
  }

  private static String row(Reason reason) {
    return "| `%s` | %d | %d | %s | %s |"
        .formatted(
            reason.code(), reason.httpStatus(), reason.jsonRpcCode(), cure(reason), reason.text());
  }

  private static String cure(Reason reason) {
    return switch (usual(reason).cure()) {
      case Cure.None() -> "none";
      case Cure.Login() -> "login";
      case Cure.Scope(var needed) -> "scope";
      case Cure.Revision revision -> "revision";
      case Cure.Extension extension -> "capability";
      case Cure.Wait wait -> "wait";
    };
  }

  private static Denial usual(Reason reason) {
    if (reason == Reason.INSUFFICIENT_SCOPE) {
      return Denial.insufficientScope(Set.of("files.read"), "");
    }
    if (reason == Reason.MISSING_CAPABILITY) {
      return Denial.missingExtension("io.modelcontextprotocol/tasks");
    }
    if (reason == Reason.UNKNOWN_REVISION) {
      return Denial.unknownRevision(List.of("2026-07-28"), "");
    }
    return reason == Reason.QUOTA_EXCEEDED
        ? Denial.quotaExceeded(new Cure.Wait(Duration.ofSeconds(1), "", ""), "")
        : Denial.of(reason, "");
  }
}
