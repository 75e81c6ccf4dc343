package io.mcpguard;

import io.mcpguard.agents.Agent;
import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.audit.DecisionLeaf;
import io.mcpguard.audit.Journal;
import io.mcpguard.audit.SubjectKeys;
import io.mcpguard.catalog.Pin;
import io.mcpguard.catalog.PinBook;
import io.mcpguard.delegation.Grant;
import io.mcpguard.delegation.GrantBook;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.upstream.SessionBook;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What a guard keeps, in memory. */
public final class Books {
  private Books() {}

  static final class Agents implements AgentRegistry {
    private final Map<String, Agent> agents = new ConcurrentHashMap<>();

    @Override
    public Optional<Agent> find(String clientId) {
      return Optional.ofNullable(agents.get(clientId));
    }

    @Override
    public Agent enrol(Agent agent) {
      return agents.computeIfAbsent(agent.clientId(), absent -> agent);
    }

    @Override
    public List<Agent> all() {
      return List.copyOf(agents.values());
    }

    @Override
    public boolean revoke(String clientId) {
      return agents.computeIfPresent(
              clientId,
              (id, agent) ->
                  new Agent(
                      id, agent.name(), agent.method(), agent.enrolledAt(), Agent.State.REVOKED))
          != null;
    }
  }

  static final class Grants implements GrantBook {
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();

    @Override
    public void record(Grant grant) {
      grants.put(grant.id(), grant);
    }

    @Override
    public Optional<Grant> find(String id) {
      return Optional.ofNullable(grants.get(id));
    }

    @Override
    public Optional<Grant> enrol(Grant grant) {
      if (!revoked.contains(grant.id())) {
        grants.putIfAbsent(grant.id(), grant);
      }
      return find(grant.id());
    }

    @Override
    public List<Grant> all() {
      return List.copyOf(grants.values());
    }

    @Override
    public boolean revoke(String id) {
      revoked.add(id);
      return grants.remove(id) != null;
    }
  }

  public static final class Pins implements PinBook {
    private final Map<String, Pin> pins = new ConcurrentHashMap<>();
    private final Map<String, Instant> contacts = new ConcurrentHashMap<>();
    private volatile boolean broken;

    /** From now on no pin can be read. */
    void tear() {
      broken = true;
    }

    @Override
    public Optional<Instant> firstContact(String upstream) {
      return Optional.ofNullable(contacts.get(upstream));
    }

    @Override
    public void pinFirst(String upstream, Collection<Pin> first, Instant at) {
      first.forEach(this::accept);
      contacts.put(upstream, at);
    }

    @Override
    public Optional<Pin> find(String upstream, String tool) {
      if (broken) {
        throw new IllegalStateException("the pins are torn, as the test wants it");
      }
      return Optional.ofNullable(pins.get(upstream + "/" + tool));
    }

    @Override
    public List<Pin> all(String upstream) {
      return pins.values().stream().filter(pin -> pin.upstream().equals(upstream)).toList();
    }

    @Override
    public void accept(Pin pin) {
      pins.put(pin.upstream() + "/" + pin.tool(), pin);
    }
  }

  /** A journal, and one key for everybody's values in it. */
  static final class Leaves implements Journal, SubjectKeys {
    private final List<byte[]> all = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean full;
    private volatile Runnable onceOpened = () -> {};

    /** From now on this happens after each decision that lets a call out. */
    void onceOpened(Runnable what) {
      onceOpened = what;
    }

    /** From now on no leaf can be written. */
    void fill() {
      full = true;
    }

    List<byte[]> kept() {
      return List.copyOf(all);
    }

    int open() {
      return open.get();
    }

    @Override
    public boolean erase(String subject) {
      return false;
    }

    @Override
    public long erasures() {
      return 0;
    }

    @Override
    public Outcome<DecisionLeaf> decide(byte[] leaf) {
      return note(leaf);
    }

    @Override
    public Outcome<DecisionLeaf> open(byte[] leaf) {
      open.incrementAndGet();
      Outcome<DecisionLeaf> noted = note(leaf);
      onceOpened.run();
      return noted;
    }

    @Override
    public void conclude(DecisionLeaf decision, byte[] leaf) {
      open.decrementAndGet();
      note(leaf);
    }

    @Override
    public synchronized Outcome<DecisionLeaf> note(byte[] leaf) {
      if (full) {
        return Outcome.refuse(
            Reason.EVIDENCE_UNAVAILABLE, "the disk is full, as the test wants it");
      }
      all.add(leaf);
      return Outcome.proceed(new DecisionLeaf("test", all.size() - 1L));
    }

    @Override
    public byte[] keyOf(String subject) {
      return new byte[32];
    }

    @Override
    public List<String> subjects() {
      return List.of();
    }
  }

  static final class Sessions implements SessionBook {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    @Override
    public void keep(String session, String state, Instant until) {
      entries.merge(
          session,
          new Entry.Kept(state),
          (before, now) -> before instanceof Entry.Closed ? before : now);
    }

    private volatile boolean full;

    /** From now on no end is taken. */
    void fill() {
      full = true;
    }

    @Override
    public void close(Collection<String> sessions, Instant until) {
      if (full) {
        throw new IllegalStateException("the disk is full, as the test wants it");
      }
      sessions.forEach(session -> entries.put(session, new Entry.Closed()));
    }

    @Override
    public Entry find(String session, Instant until) {
      return entries.getOrDefault(session, new Entry.None());
    }
  }
}
