package io.mcpguard.connect;

import io.mcpguard.jose.ProofSigner;
import io.mcpguard.oauth.Scopes;
import java.util.function.Supplier;

/** What there was before a login. */
sealed interface Earlier {
  /** Nothing of use. */
  record Nothing() implements Earlier {}

  /** A grant that may be over. */
  record Known(Grant grant) implements Earlier {}

  /** The same, where it is of this authorization server; nothing else may go to it. */
  default Earlier from(AuthorizationServer server) {
    return switch (this) {
      case Known(Grant grant) when grant.issuer().equals(server.issuer()) -> this;
      case Known another -> new Nothing();
      case Nothing nothing -> nothing;
    };
  }

  /** What was granted. */
  default Scopes scopes() {
    return switch (this) {
      case Known(Grant grant) -> grant.tokens().scopes();
      case Nothing nothing -> Scopes.none();
    };
  }

  /** The key that it was bound to, else {@code fresh}. */
  default ProofSigner signerOr(Supplier<ProofSigner> fresh) {
    return switch (this) {
      case Known(Grant grant) -> grant.signer().orElseGet(fresh);
      case Nothing nothing -> fresh.get();
    };
  }
}
