package io.mcpguard.credential;

import io.mcpguard.audit.Recorded;
import io.mcpguard.catalog.Aimed;
import io.mcpguard.catalog.Targeted;

/** A recorded call for whose upstream the guard has what it presents there. */
public final class Equipped implements Aimed {
  private final Recorded recorded;

  private Equipped(Recorded recorded) {
    this.recorded = recorded;
  }

  /** With the standing credential, which the upstream's connection has: it is the same for all. */
  public static Equipped standing(Recorded recorded) {
    return new Equipped(recorded);
  }

  /** The record that this call stands on. */
  public Recorded recorded() {
    return recorded;
  }

  @Override
  public Targeted targeted() {
    return recorded.targeted();
  }
}
