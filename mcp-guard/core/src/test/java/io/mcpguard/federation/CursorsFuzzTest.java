package io.mcpguard.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.EchoingGuard;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.jose.Sealer;
import io.mcpguard.protocol.McpMethod;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;

/** A cursor says where its list goes on, and nothing else is a cursor. */
class CursorsFuzzTest {
  private static final Cursors CURSORS =
      new Cursors(new Sealer(new SecretKeySpec(new byte[32], "AES"), new SecureRandom()));
  private static final Delegated ALICE = caller();

  @FuzzTest(maxDuration = "30s")
  void noTextIsACursor(byte[] utf8) {
    assertThat(CURSORS.open(ALICE, McpMethod.TOOLS_LIST, text(utf8))).isEmpty();
  }

  @FuzzTest(maxDuration = "30s")
  void aCursorGoesOnWhereItSaid(byte[] utf8) {
    TreeMap<String, String> next = new TreeMap<>(Map.of("begins", "", "goes-on", text(utf8)));

    String cursor = CURSORS.seal(ALICE, McpMethod.TOOLS_LIST, next);

    assertThat(cursor).matches("[0-9A-Za-z_-]+");
    assertThat(CURSORS.open(ALICE, McpMethod.TOOLS_LIST, cursor)).contains(next);
    assertThat(CURSORS.open(ALICE, McpMethod.PROMPTS_LIST, cursor)).isEmpty();
  }

  /** What is no Unicode, as a half of a pair, no reader of JSON lets through to here. */
  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static Delegated caller() {
    try (EchoingGuard guard = EchoingGuard.with(EchoingGuard.scope("echo.use", "echo/**"))) {
      return guard.caller("echo.use");
    }
  }
}
