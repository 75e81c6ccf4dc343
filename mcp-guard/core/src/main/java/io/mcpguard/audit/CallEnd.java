package io.mcpguard.audit;

/**
 * The end of a recorded call.
 *
 * @param status how it ended
 * @param resultDigest over the bytes of the upstream's {@code result} or {@code error} as received;
 *     empty text where there were none
 * @param upstreamStatus the upstream's HTTP status; 0 where there was none
 * @param errorCode the code of the upstream's JSON-RPC error; 0 where there was none
 * @param millis from forwarding to the last byte
 * @param notifications how many notifications came on the way
 * @param counterSignature whether the tool server signed its result
 * @param reason the code of what ended it in the place of an answer; empty text where its caller
 *     did, or it was answered
 */
public record CallEnd(
    Status status,
    String resultDigest,
    int upstreamStatus,
    long errorCode,
    long millis,
    int notifications,
    CounterSignature counterSignature,
    String reason) {
  /** The guard stopped before it saw the end. */
  static final String CRASHED = "crashed";

  /** A call that ended without an answer from the tool server, at once. */
  public static CallEnd without(Status status, String reason) {
    return new CallEnd(status, "", 0, 0, 0, 0, new CounterSignature.NotAsked(), reason);
  }
}
