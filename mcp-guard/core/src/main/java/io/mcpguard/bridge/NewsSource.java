package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.SessionTie;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a session's news come from: {@code subscriptions/listen}, once for each set of wishes. */
final class NewsSource {
  private final BridgedSession session;
  private final Set<String> lists;
  private final Outbox outbox;
  private final SessionTie tie;

  /** What came of asking the server for other news. */
  sealed interface Renewal {
    /** It acknowledged the subscription. */
    record Done(NewsFeed feed) implements Renewal {}

    /** The answer of the server or the guard, under an id of our own. */
    record Failed(Answer answer) implements Renewal {}
  }

  /** News of changes of {@code lists}, and of what is followed besides, for {@code outbox}. */
  NewsSource(BridgedSession session, Set<String> lists, Outbox outbox) {
    this.session = session;
    this.lists = lists;
    this.outbox = outbox;
    this.tie = session.server().tie();
  }

  /** Asks for the lists and these resources. */
  Renewal renew(Delegated caller, List<String> uris) {
    JsonText wanted = JsonText.object();
    lists.forEach(kind -> wanted.put(kind + "ListChanged", true));
    if (!uris.isEmpty()) {
      wanted.put("resourceSubscriptions", uris);
    }
    StatelessServer server = session.server();
    RequestId id = server.mint();
    JsonText params = JsonText.object().put("notifications", wanted);
    byte[] listen = StatelessForm.own(id, McpMethod.LISTEN, params, session.meta());
    Answer answer = server.send(caller, listen, tie);
    return answer instanceof Answer.Events stream ? begun(stream) : new Renewal.Failed(answer);
  }

  private Renewal begun(Answer.Events stream) {
    try {
      Optional<NewsFeed> begun = NewsFeed.begun(stream.events(), outbox);
      if (begun.isPresent()) {
        return new Renewal.Done(begun.get());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      stream.events().close();
    }
    return new Renewal.Failed(new Answer.Ended());
  }

  /** Nothing more is wanted. */
  void cancel() {
    tie.cancel();
  }
}
