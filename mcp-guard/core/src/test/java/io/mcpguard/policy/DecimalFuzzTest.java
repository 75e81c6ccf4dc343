package io.mcpguard.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

class DecimalFuzzTest {
  /** An amount in a call's arguments is exactly the number that it spells, or an error. */
  @FuzzTest
  void amounts(byte[] utf8) {
    String text = new String(utf8, UTF_8);
    List<Decimal> read = new ArrayList<>();
    try {
      read.add(Decimal.of(text));
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessage("not a decimal number");
    }
    assertThat(read)
        .allSatisfy(
            amount -> assertThat(new BigDecimal(amount.toString())).isEqualByComparingTo(text));
  }
}
