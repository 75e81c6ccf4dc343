package io.mcpguard.ratelimit;

import io.mcpguard.catalog.Aimed;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.policy.Authorized;

/** A call within every quota that applies to it. Only {@link Admission} makes one. */
public final class Admitted implements Aimed {
  private final Authorized authorized;

  Admitted(Authorized authorized) {
    this.authorized = authorized;
  }

  /** The decision that let the call come this far. */
  public Authorized authorized() {
    return authorized;
  }

  @Override
  public Targeted targeted() {
    return authorized.targeted();
  }
}
