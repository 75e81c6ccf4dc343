package io.mcpguard.stdio;

import io.mcpguard.protocol.RequestId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The answers that are due to what came on one line: one for each id. */
final class DueAnswers {
  private final List<PendingRequest> asked;

  /** The ids of elements that are no messages: somebody waits for them all the same. */
  private final Queue<RequestId> owed;

  DueAnswers(List<PendingRequest> asked, Collection<RequestId> owed) {
    this.asked = List.copyOf(asked);
    this.owed = new ConcurrentLinkedQueue<>(owed);
  }

  static DueAnswers to(PendingRequest one) {
    return new DueAnswers(List.of(one), List.of());
  }

  List<PendingRequest> asked() {
    return asked;
  }

  /** True for the one answer to this id. */
  boolean take(RequestId id) {
    return owed.remove(id) || asked.stream().anyMatch(one -> one.id().equals(id) && one.answer());
  }

  /** The ids that have no answer yet; whoever takes them answers them. */
  List<RequestId> takeAll() {
    List<RequestId> ids = new ArrayList<>();
    asked.stream().filter(PendingRequest::answer).map(PendingRequest::id).forEach(ids::add);
    for (RequestId id = owed.poll(); id != null; id = owed.poll()) {
      ids.add(id);
    }
    return ids;
  }

  /** Whether an answer may still come in a stream that was taken up again. */
  boolean isOpen() {
    return asked.stream().anyMatch(PendingRequest::isOpen);
  }

  /** Whether nobody wants to hear of it any more. */
  boolean isUnwanted() {
    return owed.isEmpty()
        && !asked.isEmpty()
        && asked.stream().allMatch(PendingRequest::isCancelled);
  }
}
