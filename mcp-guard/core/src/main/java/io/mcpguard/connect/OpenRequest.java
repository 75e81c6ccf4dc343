package io.mcpguard.connect;

import io.mcpguard.protocol.RequestId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One POST of the host's that awaits answers: of one request, or of those of a batch. */
final class OpenRequest {
  private final Set<RequestId> open = ConcurrentHashMap.newKeySet();
  private final List<RequestId> ids;
  private final Form form;
  private final int bytes;
  private final Cancellation cancellation = new Cancellation();

  /** How requests are taken back, and whether they end by themselves. */
  enum Form {
    /** In a session: by a notification. */
    IN_SESSION,
    /** Of the 2026-07-28 revision: by closing their connection. */
    STATELESS,
    /** The same, without an end of its own. */
    SUBSCRIPTION
  }

  /** Requests that came in so many {@code bytes}. */
  OpenRequest(List<RequestId> ids, Form form, int bytes) {
    this.bytes = bytes;
    this.ids = List.copyOf(ids);
    this.form = form;
    open.addAll(ids);
  }

  List<RequestId> ids() {
    return ids;
  }

  int bytes() {
    return bytes;
  }

  boolean isStateless() {
    return form != Form.IN_SESSION;
  }

  boolean isEndless() {
    return form == Form.SUBSCRIPTION;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** True for whoever may answer this id, once. */
  boolean answer(RequestId id) {
    return open.remove(id);
  }

  boolean isOpen(RequestId id) {
    return open.contains(id);
  }

  /** Those that have no answer yet. */
  List<RequestId> unanswered() {
    return List.copyOf(open);
  }

  /** The host no longer wants an answer to this one: "SHOULD NOT send a response". */
  void cancel(RequestId id) {
    open.remove(id);
    if (isStateless() || open.isEmpty()) {
      cancellation.cancel();
    }
  }

  /** Nobody reads answers any more. */
  void abandon() {
    open.clear();
    cancellation.cancel();
  }
}
