package io.mcpguard.server.admin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Everything that can be asked of a guard's state. */
public enum Operation {
  /** Whether the guard runs and can record calls. */
  HEALTH("subject", "state"),
  /** Adds an embedded user; arguments {@code name}, {@code password}. */
  USERS_ADD,
  /** All embedded users. */
  USERS_LIST("name", "password", "since"),
  /** Removes a user, whose grants and sessions end; argument {@code name}. */
  USERS_REMOVE,
  /** Erases a person; argument {@code name}. */
  USERS_ERASE,
  /** All grants that are not revoked. */
  GRANTS_LIST("id", "user", "agent", "resource", "scope", "ends_at", "state"),
  /** Ends a grant; argument {@code id}. */
  GRANTS_REVOKE,
  /** All agents. */
  AGENTS_LIST("client_id", "name", "method", "enrolled_at", "state"),
  /** Shuts an agent off; argument {@code client_id}. */
  AGENTS_REVOKE,
  /** Accepted and seen tool definitions; argument {@code upstream}, which may be absent. */
  PINS_LIST("upstream", "tool", "standing", "accepted", "seen"),
  /** Accepts a definition that was seen; arguments {@code upstream}, {@code tool}. */
  PINS_ACCEPT,
  /**
   * What stands in the ledger for people, whose keys this needs; argument {@code value}, which may
   * be absent: a digest, for which each of them has another pseudonym.
   */
  PSEUDONYMS("user", "pseudonym", "value"),
  /** Makes new signing keys. */
  KEYS_ROTATE("key"),
  /** Hands the ledger over to a new key. */
  LEDGER_KEY_ROTATE("key");

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable; its type cannot say so
  private final List<String> columns;

  Operation(String... columns) {
    this.columns = List.of(columns);
  }

  /** The names of what each row of the answer holds, in the order to show them. */
  public List<String> columns() {
    return columns;
  }

  /** Its name on the socket. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Operation> of(String word) {
    return Arrays.stream(values()).filter(operation -> operation.word().equals(word)).findFirst();
  }
}
