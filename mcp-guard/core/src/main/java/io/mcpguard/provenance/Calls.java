package io.mcpguard.provenance;

import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The calls that a ledger tells of, read from its entries each time: nothing but what was asked for
 * is kept, so memory does not grow with the log.
 */
public final class Calls {
  /** The most calls that one answer holds. */
  public static final int MOST = 10_000;

  /** A chain has a root and fifteen more calls, each of several rounds. */
  private static final int MOST_STEPS = 256;

  private final LedgerReader ledger;
  private final int most;

  /** The calls in this ledger, under its checkpoint. */
  public Calls(LedgerReader ledger) {
    this(ledger, MOST);
  }

  /** The same with other answers than of {@value #MOST} calls at most. */
  Calls(LedgerReader ledger, int most) {
    this.ledger = ledger;
    this.most = most;
  }

  /**
   * Calls that were asked for.
   *
   * @param calls in the log's order
   * @param leftOut how many earlier ones there are beyond what an answer holds
   */
  public record Gathered(List<TracedCall> calls, long leftOut) {
    public Gathered {
      calls = List.copyOf(calls);
    }
  }

  /**
   * The calls whose decision is wanted, in the log's order, {@value #MOST} at most; the latest win.
   *
   * @throws AlteredEntry when one of them is not what the checkpoint covers
   * @throws IOException when the ledger cannot be read
   */
  public List<TracedCall> where(Predicate<CallLeaf.Decision> wanted) throws IOException {
    return gather(wanted).calls();
  }

  /**
   * The same, and how many were left out.
   *
   * @throws AlteredEntry when one of them is not what the checkpoint covers
   * @throws IOException when the ledger cannot be read
   */
  public Gathered gather(Predicate<CallLeaf.Decision> wanted) throws IOException {
    Gathering gathering = new Gathering(wanted, most);
    ledger.forEach(0, gathering::take);
    List<TracedCall> calls = gathering.calls();
    for (TracedCall call : calls) {
      for (CallLeaf leaf : call.leaves()) {
        requireCovered(leaf.entry());
      }
    }
    return new Gathered(calls, gathering.leftOut);
  }

  /** The attacker can write the log's files, and has no key: only proofs tell what was signed. */
  private void requireCovered(LedgerEntry entry) throws IOException {
    if (!ledger.proof(entry.index()).proves(entry.bytes())) {
      throw new AlteredEntry(entry.index());
    }
  }

  /** The call of this id. */
  public Optional<TracedCall> find(String txn) throws IOException {
    return where(decision -> decision.txn().equals(txn)).stream().findFirst();
  }

  /**
   * The way from a call back to its root, the call first; empty where there is no such call.
   *
   * @throws IOException when the ledger cannot be read, or tells of a parent that it does not have
   */
  public List<TracedCall> path(String txn) throws IOException {
    List<TracedCall> path = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Optional<TracedCall> next = find(txn);
    while (next.isPresent()) {
      path.add(next.get());
      String parent = next.get().decision().parent();
      if (parent.isEmpty()) {
        return path;
      }
      if (!seen.add(parent) || path.size() > MOST_STEPS) {
        throw new IOException("the ledger: the call " + txn + " leads back to itself");
      }
      next = find(parent);
      if (next.isEmpty()) {
        throw new IOException(
            "the ledger: holds the call " + path.getLast().txn() + " but not its parent " + parent);
      }
    }
    return path;
  }

  /**
   * The call, whatever led to it and whatever it led to, in the log's order.
   *
   * @throws IOException when the ledger cannot be read
   */
  public Gathered around(String txn) throws IOException {
    List<TracedCall> path = path(txn);
    if (path.isEmpty()) {
      return new Gathered(path, 0);
    }
    Set<String> family = new HashSet<>(Set.of(path.getLast().txn()));
    // A parent stands before its children, so that one reading finds all of them.
    return gather(decision -> {
      boolean own = family.contains(decision.txn()) || family.contains(decision.parent());
      if (own) {
        family.add(decision.txn());
      }
      return own;
    });
  }

  /** The calls with this pseudonymous result digest. */
  public List<TracedCall> withResult(Set<String> digests) throws IOException {
    Set<String> found = new HashSet<>();
    ledger.<IOException>forEach(
        0,
        entry ->
            CallLeaf.read(entry)
                .filter(leaf -> digests.contains(leaf.text("result_digest")))
                .ifPresent(leaf -> found.add(leaf.txn())));
    return found.isEmpty() ? List.of() : where(decision -> found.contains(decision.txn()));
  }

  /** Collects what is wanted while the log goes by. */
  private static final class Gathering {
    private final Predicate<CallLeaf.Decision> wanted;
    private final int most;
    private long leftOut;
    private final Map<String, List<CallLeaf>> leaves =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, List<CallLeaf>> eldest) {
            boolean isTooMany = size() > most;
            leftOut += isTooMany ? 1 : 0;
            return isTooMany;
          }
        };

    Gathering(Predicate<CallLeaf.Decision> wanted, int most) {
      this.wanted = wanted;
      this.most = most;
    }

    void take(LedgerEntry entry) {
      CallLeaf.read(entry).ifPresent(this::take);
    }

    private void take(CallLeaf leaf) {
      switch (leaf) {
        case CallLeaf.Decision decision -> {
          if (wanted.test(decision)) {
            leaves.putIfAbsent(decision.txn(), new ArrayList<>(List.of(decision)));
          }
        }
        case CallLeaf.Outcome outcome -> end(outcome);
        case CallLeaf.TaskEnd task -> end(task);
      }
    }

    private void end(CallLeaf leaf) {
      List<CallLeaf> own = leaves.get(leaf.txn());
      if (own != null) {
        own.add(leaf);
      }
    }

    List<TracedCall> calls() {
      return leaves.values().stream()
          .map(
              own -> new TracedCall((CallLeaf.Decision) own.getFirst(), own.subList(1, own.size())))
          .toList();
    }
  }
}
