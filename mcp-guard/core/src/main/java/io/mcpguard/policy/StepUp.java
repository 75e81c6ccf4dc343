package io.mcpguard.policy;

import io.mcpguard.oauth.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what scope would cure a call, if any would: the call must then be covered, and permitted
 * with the arguments it has. Nobody is sent to a consent page in vain.
 */
final class StepUp {
  /** The most sets of scopes that are tried for one call. */
  private static final int MOST_TRIED = 256;

  private final PolicyTable policy;

  StepUp(PolicyTable policy) {
    this.policy = policy;
  }

  /**
   * Every scope that {@code query} needs: the fewest beside those held that would let it through,
   * and what of those held it rests on. A client that asks for exactly these must not lose one
   * (contracts §3, "every scope the call needs in one challenge").
   *
   * @param held what the caller holds
   * @param missing what the user could still grant for this server
   * @param covering what covers the target; one of them is needed
   */
  Optional<Scopes> cure(PolicyQuery query, Scopes held, Scopes missing, Scopes covering) {
    return tried(query, held, missing, covering).stream()
        .limit(MOST_TRIED)
        .filter(added ->
            policy.decide(query.holding(held.union(added).tokens())) instanceof Decision.Permitted)
        .findFirst()
        .map(added ->
            added.union(covering.intersection(held)).union(policy.namedByPermits(query, held)));
  }

  private List<Scopes> tried(PolicyQuery query, Scopes held, Scopes missing, Scopes covering) {
    Scopes covers = covering.intersection(missing);
    boolean isCovered = !covering.intersection(held).isEmpty();
    if (!isCovered && covers.isEmpty()) {
      return List.of();
    }
    List<Scopes> tried = new ArrayList<>();
    covers.forEach(scope -> tried.add(Scopes.of(scope)));
    Scopes asked = policy.namedByPermits(query, missing).minus(covers);
    if (isCovered) {
      asked.forEach(scope -> tried.add(Scopes.of(scope)));
    } else {
      covers.forEach(cover -> asked.forEach(scope -> tried.add(Scopes.of(cover, scope))));
    }
    return tried;
  }
}
