package io.mcpguard.server.proxy;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.audit.DecisionLeaf;
import io.mcpguard.audit.Journal;
import io.mcpguard.audit.Moment;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.audit.SourcePrefix;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.delegation.Grant;
import io.mcpguard.exchange.Proceed;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Writes what happens at the authorization server into the ledger: leaves {@code login}, {@code
 * grant}, {@code agent}. Of where somebody came from they hold the network alone: an address is a
 * person's, and no erasure would reach it.
 */
final class EventLeaves implements AuthorizationEvents {
  private final Journal journal;
  private final Pseudonyms pseudonyms;
  private final InstantSource clock;
  private final Runnable onRevoked;

  EventLeaves(Journal journal, Pseudonyms pseudonyms, InstantSource clock, Runnable onRevoked) {
    this.journal = journal;
    this.pseudonyms = pseudonyms;
    this.clock = clock;
    this.onRevoked = onRevoked;
  }

  /** What was typed at a failed login may be anybody's password, so no name is kept of it. */
  @Override
  public void login(String user, LoginResult result, String source) {
    JsonText leaf =
        leaf("login").put("result", word(result)).put("source", SourcePrefix.of(source));
    switch (result) {
      case PASSWORD, ONE_TIME_LINK -> leaf.put("user", pseudonyms.of(user, user));
      case WRONG, THROTTLED -> {}
    }
    journal.note(leaf.bytes());
  }

  @Override
  public boolean granted(Grant grant) {
    JsonText leaf =
        leaf("grant")
            .put("event", "granted")
            .put("grant", grant.id())
            .put("instance", grant.instance())
            .put("user", pseudonyms.of(grant.user(), grant.user()))
            .put("agent", grant.clientId())
            .put("resource", grant.resource())
            .put("scope", List.copyOf(new TreeSet<>(grant.scopes())))
            .put("ends_at", grant.endsAt().toString());
    return journal.note(leaf.bytes()) instanceof Proceed<DecisionLeaf>;
  }

  /** What is open on the grant closes before anybody hears that it ended. */
  @Override
  public void revoked(String grantId, RevocationCause cause) {
    onRevoked.run();
    journal.note(
        leaf("grant")
            .put("event", "revoked")
            .put("grant", grantId)
            .put("cause", word(cause))
            .bytes());
  }

  @Override
  public void registered(String clientId, String source) {
    journal.note(
        leaf("agent")
            .put("event", "registered")
            .put("agent", clientId)
            .put("source", SourcePrefix.of(source))
            .bytes());
  }

  private JsonText leaf(String type) {
    return JsonText.object().put("v", 1).put("type", type).put("at", Moment.of(clock.instant()));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
