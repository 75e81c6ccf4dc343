package io.mcpguard.protocol;

/**
 * What frames a call without being part of it. A stateless request brings its own; a legacy session
 * lends the same one to each of its calls.
 *
 * @param revision the protocol revision, such as {@code 2025-11-25}
 * @param lineage where its calls come from
 */
public record Conversation(String revision, Lineage lineage) {
  /** In a legacy session, which is the run of its calls. */
  public static Conversation inSession(String revision, String session) {
    return new Conversation(revision, Lineage.root(session, new RunBinding.Session()));
  }

  /** Of a request that stands alone: its access token is its run. */
  public static Conversation alone() {
    return of(RequestMeta.REVISION);
  }

  /** In which nothing says of which run a call is. */
  public static Conversation of(String revision) {
    return new Conversation(revision, Lineage.root("", new RunBinding.Token()));
  }

  /** The id of the run that the call belongs to. */
  public String run() {
    return lineage.run();
  }
}
