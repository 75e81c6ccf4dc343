package io.mcpguard;

import io.mcpguard.ledger.LogPosition;
import io.mcpguard.provenance.CallIndex;
import io.mcpguard.provenance.CallLeaf;
import io.mcpguard.provenance.IndexedCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An index of calls in memory. */
final class MapIndex implements CallIndex {
  private final Map<String, IndexedCall> calls = new LinkedHashMap<>();
  private LogPosition position = LogPosition.none();

  @Override
  public synchronized LogPosition position() {
    return position;
  }

  @Override
  public synchronized void take(List<CallLeaf> leaves, LogPosition behind) {
    for (CallLeaf leaf : leaves) {
      if (leaf instanceof CallLeaf.Decision decision) {
        calls.putIfAbsent(
            leaf.txn(),
            new IndexedCall(
                leaf.txn(), leaf.index(), List.of(), decision.run(), decision.parent(), ""));
      } else {
        calls.computeIfPresent(leaf.txn(), (txn, call) -> ended(call, leaf));
      }
    }
    position = behind;
  }

  private static IndexedCall ended(IndexedCall call, CallLeaf leaf) {
    List<Long> ends = new ArrayList<>(call.ends());
    ends.add(leaf.index());
    return new IndexedCall(
        call.txn(), call.decision(), ends, call.run(), call.parent(), leaf.text("result_digest"));
  }

  @Override
  public synchronized void forget() {
    calls.clear();
    position = LogPosition.none();
  }

  @Override
  public synchronized Optional<IndexedCall> find(String txn) {
    return Optional.ofNullable(calls.get(txn));
  }

  @Override
  public synchronized List<IndexedCall> from(long decision, int most) {
    return calls.values().stream().filter(call -> call.decision() >= decision).limit(most).toList();
  }
}
