package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;

/**
 * The way to one MCP server. Many exchanges at once, each on its own thread.
 *
 * <p>No method throws for what the server does: the exchange's reply says it.
 */
public interface UpstreamConnection extends AutoCloseable {

  /**
   * Sends one message and does not wait for its answer.
   *
   * @param deadline by which the whole answer must be there, unless it is a stream
   */
  UpstreamExchange send(UpstreamMessage message, Deadline deadline);

  /**
   * Opens the stream on which a server of a legacy revision sends what answers no request (MCP
   * 2025-11-25, transports, "Listening for Messages from the Server").
   *
   * @param deadline by which it must have been asked for; the answer may begin as late as its first
   *     event comes
   */
  UpstreamExchange openStream(UpstreamHeaders headers, Deadline deadline);

  /** Ends the session named in the headers (same revision, "Session Management"). */
  UpstreamExchange endSession(UpstreamHeaders headers, Deadline deadline);

  /** Ends all exchanges and the connection. */
  @Override
  void close();
}
