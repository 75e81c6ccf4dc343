package io.mcpguard.upstream;

import io.mcpguard.catalog.ParameterHeaders;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.RequestId;
import java.util.Optional;

/** The way to one upstream: where legacy sessions with it begin, and where no session is needed. */
public interface Port extends AutoCloseable {
  /** What came of {@code initialize}. */
  sealed interface Opening {
    /**
     * The upstream answered.
     *
     * @param answer its answer, a result or an error
     * @param session the session's id at the upstream; empty text where it has none there
     * @param links makes the link, once the revision is known from the answer
     */
    record Answered(ServerMessage.Answered answer, String session, Links links)
        implements Opening {}

    /** No session came of it. */
    record NotOpened(SessionLink.Failing failing, int status) implements Opening {}
  }

  /** When the guard can speak to the upstream on its own account. */
  enum Occasion {
    /** Whenever it wants to. */
    ANY_TIME,
    /** While it serves a caller's request, on that request's thread. */
    WITHIN_REQUESTS
  }

  /** When sessions can begin here. */
  default Occasion occasion() {
    return Occasion.ANY_TIME;
  }

  /** Makes the link of a session that the upstream has begun. */
  interface Links {
    SessionLink in(String revision, Keeping keeping);
  }

  /**
   * A session that was begun before, maybe by another process.
   *
   * @param revision the revision that was negotiated
   * @param session its id at the upstream; empty text where it has none there
   * @param state what was kept of it; empty text where nothing was
   */
  record Past(String revision, String session, String state) {}

  /** The link of a session that goes on; whether the upstream still knows it is not asked here. */
  SessionLink resume(Past past, Keeping keeping);

  /** Begins a session with {@code initialize}, whose id is {@code id}. */
  Opening open(byte[] initialize, RequestId id, Deadline deadline);

  /**
   * The way for requests of the 2026-07-28 revision, where there is one; whether the upstream
   * speaks that is another matter.
   */
  default Optional<SessionLink> stateless(String upstream, ParameterHeaders parameters) {
    return Optional.empty();
  }

  /** What an upstream has to say about itself, outside of any session. */
  interface News {
    /** It was started again and may be another than it was. */
    void beganAnew();

    /** It says that its tools changed. */
    void toolsChanged();

    /** It says that another of its lists changed. */
    void listChanged();

    /** It did not take how it was spoken to, and may have other tools or another form by now. */
    void misunderstood();

    /** It asked what belongs to no one session, under this id; gives what to answer. */
    byte[] asked(String method, RequestId id);
  }

  /** Who is told of the upstream's news from now on. */
  default void tell(News news) {}

  @Override
  void close();
}
