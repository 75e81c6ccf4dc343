package io.mcpguard.authserver.client;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.oauth.BoundTokens;
import java.util.Optional;

/** {@code dpop_bound_access_tokens} of a client's metadata (RFC 9449 §5.2). */
public final class BoundTokensMember {
  /** Its name. */
  public static final String NAME = "dpop_bound_access_tokens";

  private BoundTokensMember() {}

  /** "If omitted, the default value is false"; empty where it is no boolean. */
  public static Optional<BoundTokens> read(JsonObject metadata) {
    return metadata.member(NAME).isEmpty()
        ? Optional.of(BoundTokens.OPTIONAL)
        : metadata.truth(NAME).map(always -> always ? BoundTokens.REQUIRED : BoundTokens.OPTIONAL);
  }
}
