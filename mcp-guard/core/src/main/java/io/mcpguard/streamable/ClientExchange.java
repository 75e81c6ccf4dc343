package io.mcpguard.streamable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * One HTTP request of a client and the response to it, as the server beneath has them. Blocking;
 * belongs to one thread. The response is either {@link #whole} or begun, written and ended.
 */
public interface ClientExchange {
  /** {@code POST} and the like, as it came. */
  String method();

  /** The address that the request came from. */
  String source();

  /** The value of each field line of this name, in order; the name's case does not matter. */
  List<String> values(String name);

  /** The request's body as it arrives. */
  InputStream body() throws IOException;

  /**
   * Runs {@code left} once, on a thread of its own, if the client closes its connection before the
   * response has ended. A server that cannot see it before its next write never runs it.
   */
  default void whenLeft(Runnable left) {}

  /** Sets the response's status. */
  void status(int status);

  /** Sets a field of the response. */
  void field(String name, String value);

  /** Sends the head and this body, and ends the response. */
  void whole(byte[] body) throws IOException;

  /** Sends the head of a response that comes piece by piece. */
  void begin() throws IOException;

  /** Sends one piece, now. */
  void piece(byte[] bytes) throws IOException;

  /** Ends the response. */
  void end() throws IOException;
}
