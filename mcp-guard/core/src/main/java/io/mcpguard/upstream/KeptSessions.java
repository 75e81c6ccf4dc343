package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.upstream.SessionTickets.Standing;
import io.mcpguard.upstream.SessionTickets.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions as they outlive the process: in their ids, and in the book. */
final class KeptSessions {
  /**
   * How long after its beginning a session can go on that is not open: over night, for a host that
   * was left running.
   */
  static final Duration LIFE = Duration.ofDays(1);

  private static final int MOST_UNKEPT = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(KeptSessions.class);

  /** More than this in one session, in characters, is not kept: an agent has many sessions. */
  private static final int LONGEST_STATE = 16 * 1024;

  private final SessionTickets tickets;
  private final SessionBook book;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Predicate<String> standing;

  /** Sessions whose end the book did not take. */
  private final Remembered<String, Boolean> endedUnkept = Remembered.afterWrite(MOST_UNKEPT, LIFE);

  /**
   * Kept in {@code book}.
   *
   * @param random must be unpredictable
   * @param standing whether a grant, by its id, has not ended
   */
  KeptSessions(
      SessionTickets tickets,
      SessionBook book,
      InstantSource clock,
      RandomGenerator random,
      Predicate<String> standing) {
    this.standing = standing;
    this.tickets = tickets;
    this.book = book;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A session as its client and its upstream will know it.
   *
   * @param id what the client carries
   * @param ticket what the id says
   */
  record Issued(String id, Ticket ticket) {
    Conversation conversation() {
      return Conversation.inSession(ticket.revision(), ticket.session());
    }
  }

  /** A session that is not open here and can go on, with what was kept of it, if anything. */
  record Resumed(Issued issued, String state) {}

  Issued begin(Delegated caller, Upstream upstream, String revision, Standing where) {
    return issue(caller, upstream, conversation(revision), where);
  }

  /** What a session is recorded under, which may be before its client knows its id. */
  Conversation conversation(String revision) {
    return Conversation.inSession(revision, token());
  }

  /**
   * A session of the guard's alone that begins with what {@code said} says: in its id where that
   * fits, else in the book.
   */
  Issued issue(Delegated caller, Upstream upstream, Conversation conversation, String said) {
    Issued telling = issue(caller, upstream, conversation, new Standing.Bridged(said));
    if (SessionTickets.fits(telling.id())) {
      return telling;
    }
    Issued bare = issue(caller, upstream, conversation, new Standing.Bridged(""));
    keeping(bare.ticket()).keep(() -> said);
    return bare;
  }

  private Issued issue(
      Delegated caller, Upstream upstream, Conversation conversation, Standing where) {
    Ticket ticket =
        new Ticket(
            conversation.run(), conversation.revision(), caller.grant().id(), where, expiry());
    return new Issued(tickets.seal(caller, upstream, ticket), ticket);
  }

  /** The caller's own session of this id, where it can go on. */
  Optional<Resumed> resume(Delegated caller, Upstream upstream, String id) {
    Optional<Ticket> ticket = tickets.open(caller, upstream, id).filter(this::stands);
    if (ticket.isEmpty()) {
      return Optional.empty();
    }
    Issued issued = new Issued(id, ticket.get());
    return state(ticket.get()).map(state -> new Resumed(issued, state));
  }

  /** Whether the consent that the session was opened under has not ended. */
  boolean stands(Ticket ticket) {
    return standing.test(ticket.grant());
  }

  /** What is kept of a session now, maybe nothing; empty where it has ended. */
  Optional<String> state(Ticket ticket) {
    if (endedUnkept.find(ticket.session()).isPresent()) {
      return Optional.empty();
    }
    return switch (book.find(ticket.session(), ticket.until())) {
      case SessionBook.Entry.None none -> Optional.of("");
      case SessionBook.Entry.Kept(String state) -> Optional.of(state);
      case SessionBook.Entry.Closed closed -> Optional.empty();
    };
  }

  /** Keeps what changes in a session; one that would need too much cannot go on elsewhere. */
  Keeping keeping(Ticket ticket) {
    return ticket.standing() instanceof Standing.Here ? Keeping.NOTHING : new KeptState(ticket);
  }

  /** A session that goes on here need not end because the store is full. */
  private final class KeptState implements Keeping {
    private final Ticket ticket;
    private String last = "";

    KeptState(Ticket ticket) {
      this.ticket = ticket;
    }

    @Override
    public synchronized void keep(Supplier<String> state) {
      String now = state.get();
      if (now.equals(last)) {
        return;
      }
      last = now;
      if (now.length() > LONGEST_STATE) {
        close(List.of(ticket));
        return;
      }
      try {
        book.keep(ticket.session(), now, ticket.until());
      } catch (RuntimeException unkept) {
        LOG.warn("what changed in a session is not kept; a restart loses it", unkept);
      }
    }
  }

  /** None of these goes on any more, here or elsewhere. */
  void close(Collection<Ticket> ended) {
    List<String> known =
        ended.stream()
            .filter(ticket -> !(ticket.standing() instanceof Standing.Here))
            .map(Ticket::session)
            .toList();
    if (!known.isEmpty()) {
      try {
        book.close(known, expiry());
      } catch (RuntimeException unkept) {
        known.forEach(session -> endedUnkept.put(session, Boolean.TRUE));
        LOG.warn(
            "it is not kept that sessions ended; after a restart their users can go on with them",
            unkept);
      }
    }
  }

  /** 128 random bits. */
  String token() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private Instant expiry() {
    return clock.instant().plus(LIFE);
  }
}
