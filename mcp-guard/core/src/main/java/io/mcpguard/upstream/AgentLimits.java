package io.mcpguard.upstream;

/**
 * The most that one agent may have at a time of what all agents share.
 *
 * @param sessions open sessions, over all upstreams
 * @param calls messages that are under way to upstreams, and requests whose answers may still come
 * @param streams open streams of what belongs to no request
 */
public record AgentLimits(int sessions, int calls, int streams) {
  public AgentLimits {
    if (sessions < 1 || calls < 1 || streams < 1) {
      throw new IllegalArgumentException("the limits of an agent: at least 1");
    }
  }

  /** 1,000 sessions, 128 calls (half of the connections to one upstream), 50 streams. */
  public static AgentLimits usual() {
    return new AgentLimits(1_000, 128, 50);
  }
}
