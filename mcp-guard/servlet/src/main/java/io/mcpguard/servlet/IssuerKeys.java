package io.mcpguard.servlet;

import io.mcpguard.jose.KeySource;
import java.net.URI;

/** Whose access tokens are taken, and where the keys to verify them are. */
sealed interface IssuerKeys {
  /** Nobody said. */
  record Unset() implements IssuerKeys {}

  /** Keys that were given. */
  record Fixed(URI issuer, KeySource keys) implements IssuerKeys {}

  /** Keys to fetch. */
  record At(URI issuer, URI jwks) implements IssuerKeys {}
}
