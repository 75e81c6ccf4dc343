package io.mcpguard.catalog;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.identity.Principal;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Call;

/** What every stage after the catalog hands on under its own name. */
public interface Aimed {
  /** The call as the catalog left it. */
  Targeted targeted();

  /** The call itself. */
  default Call call() {
    return targeted().call();
  }

  /** Who calls, for whom, with what scope. */
  default Delegated caller() {
    return targeted().caller();
  }

  /** The user and the agent. */
  default Principal principal() {
    return caller().principal();
  }

  /** The tool server that the call goes to. */
  default Upstream upstream() {
    return targeted().upstream();
  }

  /** What the call uses of the delegation. */
  default Scopes used() {
    return targeted().used();
  }
}
