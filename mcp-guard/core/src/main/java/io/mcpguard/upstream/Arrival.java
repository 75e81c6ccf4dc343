package io.mcpguard.upstream;

import io.mcpguard.audit.CounterSignature;

/**
 * How a message came: what was found of a signature belongs to this very message, and to no other
 * of the same request.
 *
 * @param status the HTTP status that it came with
 * @param signed whether its tool server signed it
 */
record Arrival(int status, CounterSignature signed) {
  /** In a stream, which nobody can sign before it ends. */
  static Arrival streamed(int status) {
    return new Arrival(status, new CounterSignature.Streamed());
  }
}
