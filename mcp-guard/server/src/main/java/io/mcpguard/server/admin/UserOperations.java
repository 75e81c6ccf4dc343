package io.mcpguard.server.admin;

import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.authserver.user.User;
import io.mcpguard.authserver.user.Users;
import io.mcpguard.delegation.Grant;
import io.mcpguard.server.admin.AdminLeaves.Noted;
import io.mcpguard.storage.StoreUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Embedded users. */
final class UserOperations {
  /** A consent that was under way when the user went leaves a grant for the next round. */
  private static final int MOST_ROUNDS = 16;

  private final AdminParts parts;
  private final AdminLeaves leaves;

  UserOperations(AdminParts parts, AdminLeaves leaves) {
    this.parts = parts;
    this.leaves = leaves;
  }

  AdminAnswer add(String name, String password) {
    if (password.length() < Passwords.SHORTEST || password.length() > Passwords.LONGEST) {
      return AdminAnswer.wrong(
          "the password must have "
              + Passwords.SHORTEST
              + " to "
              + Passwords.LONGEST
              + " characters");
    }
    Users users = parts.store().users();
    if (users.find(name).filter(User::hasPassword).isPresent()) {
      return AdminAnswer.no("there is such a user already; remove that one first");
    }
    User user;
    try {
      user = new User(name, parts.passwords().hash(password), parts.clock().instant());
    } catch (IllegalArgumentException e) {
      return AdminAnswer.wrong(String.valueOf(e.getMessage()));
    }
    Noted noted = leaves.user("user_added", name);
    if (!noted.isWritten()) {
      return AdminAnswer.unreachable("not added: " + noted.detail());
    }
    users.keep(user);
    return AdminAnswer.done("added; what the user may delegate stands under users in the file");
  }

  AdminAnswer list() {
    Users users = parts.store().users();
    return AdminAnswer.list(
        users.names().stream()
            .flatMap(name -> users.find(name).stream())
            .map(UserOperations::row)
            .toList());
  }

  private static Map<String, String> row(User user) {
    Instant since = user.since();
    return Map.of(
        "name", user.name(),
        "password", user.hasPassword() ? "set" : "not set",
        "since", since.toString());
  }

  /**
   * Removes the user first, so that no consent can follow, and then revokes until nothing is left;
   * whoever sees an interruption can run it again.
   */
  AdminAnswer remove(String name) {
    List<String> left = grantsOf(name);
    boolean removed = parts.store().users().remove(name);
    if (!removed && left.isEmpty()) {
      return AdminAnswer.no("there is no such user; see users list");
    }
    parts.live().signOut(name);
    int ended = 0;
    left = grantsOf(name);
    for (int round = 0; round < MOST_ROUNDS && !left.isEmpty(); round++) {
      for (String grant : left) {
        parts.live().revokeGrant(grant);
        leaves.grantRevoked(grant);
      }
      ended += left.size();
      left = grantsOf(name);
    }
    return AdminAnswer.done(
        leaves
            .user("user_removed", name)
            .after("removed, signed out, " + ended + " grants revoked"));
  }

  /**
   * Removes the user where there is one, then makes what the ledger says of the person anybody's.
   * It is recorded once the key is deleted: where the file cannot be scrubbed, whoever asks again
   * finds no key, and nobody to record.
   */
  AdminAnswer erase(String name) {
    AdminAnswer removed = remove(name);
    boolean wasThere = parts.store().subjectKeys().erase(name);
    Noted noted = wasThere ? leaves.personErased() : Noted.nothing();
    try {
      parts.store().scrub();
    } catch (StoreUnavailable failed) {
      return AdminAnswer.unreachable(
          noted.after("the key is deleted, but not all is done: " + failed.getMessage()));
    }
    if (wasThere) {
      return AdminAnswer.done(
          noted.after(
              "erased; the ledger's records of this person stay and are linked by nobody. Copies of"
                  + " guard.db from before still hold the key: erase them, too"));
    }
    return removed.exit() == 0
        ? removed
        : AdminAnswer.no(
            "the ledger has no values of such a person, and there is no such user; whatever was"
                + " erased before stands in no file of the store any more");
  }

  private List<String> grantsOf(String name) {
    return parts.store().grants().all().stream()
        .filter(grant -> grant.user().equals(name))
        .map(Grant::id)
        .toList();
  }
}
