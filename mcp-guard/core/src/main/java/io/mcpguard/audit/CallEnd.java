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
 */
public record CallEnd(
    Status status,
    String resultDigest,
    int upstreamStatus,
    long errorCode,
    long millis,
    int notifications,
    CounterSignature counterSignature) {

  /** A call that ended without an answer from the tool server. */
  public static CallEnd without(Status status, long millis) {
    return new CallEnd(status, "", 0, 0, millis, 0, new CounterSignature.NotAsked());
  }
}
