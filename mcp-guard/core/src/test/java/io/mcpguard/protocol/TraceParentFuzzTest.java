package io.mcpguard.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Whoever claims a trace names one and a span in it, or names nothing (W3C Trace Context §3.2). */
class TraceParentFuzzTest {
  @FuzzTest
  void whatIsTakenIsATraceAndASpan(byte[] header) {
    String text = new String(header, ISO_8859_1);

    TraceParent read = TraceParent.of(List.of(text));

    if (read.isNone()) {
      assertThat(read).isEqualTo(TraceParent.none());
    } else {
      assertThat(read.text()).isEqualTo(text).isLowerCase();
      assertThat(HexFormat.of().parseHex(read.trace())).hasSize(16).isNotEqualTo(new byte[16]);
      assertThat(HexFormat.of().parseHex(read.span())).hasSize(8).isNotEqualTo(new byte[8]);
    }
  }

  /** §3.2.2: all but version ff, a trace of zeros and a span of zeros are valid. */
  @FuzzTest
  void whateverIsValidIsTaken(byte[] parts) {
    byte[] all = Arrays.copyOf(parts, 26);
    String trace = HexFormat.of().formatHex(all, 1, 17);
    String span = HexFormat.of().formatHex(all, 17, 25);
    String text = "%02x-%s-%s-%02x".formatted(all[0], trace, span, all[25]);
    boolean forbidden =
        all[0] == (byte) 0xff
            || new BigInteger(trace, 16).signum() == 0
            || new BigInteger(span, 16).signum() == 0;

    TraceParent read = TraceParent.of(List.of(text));

    assertThat(read).isEqualTo(forbidden ? TraceParent.none() : new TraceParent(text));
    assertThat(TraceParent.of(List.of(text, text))).isEqualTo(TraceParent.none());
  }
}
