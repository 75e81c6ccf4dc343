package io.mcpguard.jose;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;

/** Whatever a stranger writes, it is not what we sealed. */
class SealerFuzzTest {
  private static final Sealer SEALER =
      new Sealer(new SecretKeySpec(new byte[32], "AES"), new SecureRandom());

  @FuzzTest(maxDuration = "30s")
  void noTextIsOpened(byte[] latin1) {
    String text = new String(latin1, StandardCharsets.ISO_8859_1);
    if (SEALER.open("context", text).isPresent()) {
      throw new AssertionError("a text nobody sealed was opened");
    }
  }
}
