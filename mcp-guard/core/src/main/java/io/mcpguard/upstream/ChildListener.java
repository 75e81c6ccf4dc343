package io.mcpguard.upstream;

/** What the layer above a stdio child hears of it. */
public interface ChildListener {

  /** What the layer above thinks of a fresh child. */
  enum Greeting {
    /** Others may send now. */
    WELCOME,
    /** It cannot be used; it is stopped and started again after the pause. */
    UNFIT
  }

  /**
   * A fresh child runs and nobody else sends yet: the moment for the handshake. The deadlines of
   * the listener's own messages bound it.
   *
   * @param child a connection to this very process, good until it ends
   */
  Greeting greet(UpstreamConnection child);

  /**
   * The child sent a request or a notification. Called in the order of arrival, before any answer
   * that came later is handed out; must not block.
   *
   * @param json one JSON-RPC message; not to be changed
   */
  void received(byte[] json);

  /** The child answered a request that nobody waits for any more; in that order too. */
  void answeredLate(long id);

  /** No child runs: the one that was greeted last has ended, or none could be started. */
  void ended();
}
