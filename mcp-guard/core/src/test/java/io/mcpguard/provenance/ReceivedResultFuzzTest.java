package io.mcpguard.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.util.Optional;

/** Whatever a client holds: it is no result, or may be a bounded number of them. */
class ReceivedResultFuzzTest {
  @FuzzTest
  void whatIsHeldMayBeAFewResults(byte[] held) {
    try {
      assertThat(ReceivedResult.of(held).digests())
          .hasSizeBetween(1, 36)
          .allMatch(digest -> digest.matches("sha256:[0-9a-f]{64}"));
    } catch (Refuted refuted) {
      assertThat(refuted.verdict().where()).isEqualTo("result");
    }
  }

  /** Contracts §2: the digest is of the bytes that the tool server sent. */
  @FuzzTest
  void whatAGuardAddsIsTakenAwayAgain(byte[] json) throws Exception {
    Optional<String> sent = result(json);

    for (String one : sent.stream().toList()) {
      byte[] client = GuardsEdits.of(one, "{}").getBytes(UTF_8);
      assertThat(ReceivedResult.of(client).digests())
          .contains(Digests.ofBytes(one.getBytes(UTF_8)));
    }
  }

  /** A result as a tool server may send it: what else it says of a guard's members is not kept. */
  private static Optional<String> result(byte[] json) {
    try {
      JsonDocument document = JsonDocument.read(json, ReadRules.answer());
      return document.root() instanceof JsonObject root && isPlain(document, root)
          ? Optional.of(new String(document.slice(root), UTF_8))
          : Optional.empty();
    } catch (MalformedJson none) {
      return Optional.empty();
    }
  }

  private static boolean isPlain(JsonDocument document, JsonObject root) {
    return root.member("jsonrpc").isEmpty()
        && root.member("_meta").stream()
            .allMatch(meta ->
                meta instanceof JsonObject members
                    && members.members().stream()
                        .noneMatch(one -> one.name().startsWith("io.mcpguard/")))
        && root.member("cacheScope").map(scope -> new String(document.slice(scope), UTF_8)).stream()
            .allMatch(scope -> scope.equals("\"public\"") || scope.equals("\"private\""));
  }
}
