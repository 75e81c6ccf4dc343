package io.mcpguard.issuance;

import io.mcpguard.catalog.Aimed;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.credential.Equipped;

/** A call with everything the tool server is to see of it. Only {@link Issuance} makes one. */
public final class Asserted implements Aimed {
  private final Equipped equipped;
  private final Assertion assertion;

  Asserted(Equipped equipped, Assertion assertion) {
    this.equipped = equipped;
    this.assertion = assertion;
  }

  /** The call with its record and its credential. */
  public Equipped equipped() {
    return equipped;
  }

  /** What tells the tool server who calls. */
  public Assertion assertion() {
    return assertion;
  }

  @Override
  public Targeted targeted() {
    return equipped.targeted();
  }
}
