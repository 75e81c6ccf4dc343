package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.Faults.Source;
import org.junit.jupiter.api.Test;

/** Why nothing new is taken. */
class FaultsTest {
  private final Faults faults = new Faults();

  @Test
  void eachCauseEndsByItselfAlone() {
    faults.raise(Source.WRITING, "the log cannot be written");
    faults.raise(Source.ALLOCATING, "no room");

    faults.clear(Source.ALLOCATING);
    assertThat(faults.current()).contains("the log cannot be written");

    faults.clear(Source.WRITING);
    assertThat(faults.current()).isEmpty();
  }
}
