package io.mcpguard.upstream;

/**
 * Bounds of what one server may send and hold.
 *
 * @param answerBytes the largest JSON answer, or line of a stdio child
 * @param eventBytes the largest event of a stream
 * @param calls connections for calls, or requests that wait on a stdio child
 * @param streams connections for streams that last: news of sessions, and subscriptions
 */
public record UpstreamLimits(int answerBytes, int eventBytes, int calls, int streams) {

  /** 16 MiB, 16 MiB, 256, 64. */
  public static UpstreamLimits standard() {
    return new UpstreamLimits(16 << 20, 16 << 20, 256, 64);
  }

  /** The same with so many streams. */
  public UpstreamLimits withStreams(int most) {
    return new UpstreamLimits(answerBytes, eventBytes, calls, most);
  }
}
