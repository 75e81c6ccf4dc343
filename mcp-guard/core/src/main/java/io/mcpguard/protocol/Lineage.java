package io.mcpguard.protocol;

import java.util.List;

/**
 * Where a call comes from: the run that it belongs to and the call that led to it.
 *
 * @param run the run's id; it names the run and opens nothing
 * @param binding what says that the call belongs to that run
 * @param descent what led to it
 */
public record Lineage(String run, RunBinding binding, Descent descent) {
  /** The most calls that may stand between a call and its root. */
  public static final int MOST_HOPS = 15;

  /** A call that nothing is known to have led to. */
  public static Lineage root(String run, RunBinding binding) {
    return new Lineage(run, binding, new Descent.Root());
  }

  /** What led to a call. */
  public sealed interface Descent {
    /** No call did. */
    record Root() implements Descent {}

    /**
     * Another call did, whose assertion was presented while it was open.
     *
     * @param parent that call's exchange
     * @param root what the first call of the chain was
     * @param forebears the agents that acted in the chain, the latest first
     */
    record Child(String parent, RootKind root, List<Forebear> forebears) implements Descent {
      public Child {
        forebears = List.copyOf(forebears);
      }
    }
  }

  /**
   * An agent that acted before.
   *
   * @param clientId its OAuth {@code client_id}
   * @param name its instance's SPIFFE ID
   */
  public record Forebear(String clientId, String name) {}

  /** What the first call of a chain was. */
  public enum RootKind {
    /** Of a run that is bound to its user and agent by a session or a handle. */
    USER("user"),
    /** Of nothing but an access token. */
    UNATTRIBUTED("unattributed");

    private final String word;

    RootKind(String word) {
      this.word = word;
    }

    /** The word in records and assertions. */
    public String word() {
      return word;
    }
  }

  /** What this call's chain began with. */
  public RootKind rootKind() {
    return switch (descent) {
      case Descent.Child child -> child.root();
      case Descent.Root root ->
          switch (binding) {
            case RunBinding.Handle handle -> RootKind.USER;
            case RunBinding.Minted minted -> RootKind.USER;
            case RunBinding.Session session -> RootKind.USER;
            case RunBinding.Token token -> RootKind.UNATTRIBUTED;
            case RunBinding.Parent parent ->
                throw new IllegalStateException("a root has no parent's run");
          };
    };
  }

  /** The agents that acted before, the latest first. */
  public List<Forebear> forebears() {
    return switch (descent) {
      case Descent.Root root -> List.of();
      case Descent.Child child -> child.forebears();
    };
  }

  /** The call that led to this one; empty text for a root. */
  public String parent() {
    return switch (descent) {
      case Descent.Root root -> "";
      case Descent.Child child -> child.parent();
    };
  }

  /** How many calls led to this one. */
  public int hop() {
    return forebears().size();
  }
}
