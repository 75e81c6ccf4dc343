package io.mcpguard.upstream;

import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.McpMessage;

/** One round of a call that may take several (2026-07-28, basic/patterns/mrtr). */
public sealed interface Round {
  /** The request as the upstream is to see it. */
  McpMessage.Request request();

  /** The first, or the only one. */
  record First(McpMessage.Request request) implements Round {}

  /**
   * One that goes on with an earlier one.
   *
   * @param lineage the earlier call led to it
   */
  record Next(McpMessage.Request request, Lineage lineage) implements Round {}
}
