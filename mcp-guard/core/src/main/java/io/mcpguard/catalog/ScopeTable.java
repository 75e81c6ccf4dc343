package io.mcpguard.catalog;

import io.mcpguard.exchange.Remembered;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Target;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scopes of the configuration, and which of them cover a target. */
public final class ScopeTable {
  private static final int MOST_REMEMBERED = 10_000;

  /** Longer names are searched anew each time: a caller writes them, and memory is shared. */
  private static final int LONGEST_REMEMBERED = 256;

  private final List<Scope> scopes;
  private final Remembered<Key, Scopes> covering =
      Remembered.afterWrite(MOST_REMEMBERED, Duration.ofHours(1));

  private enum Kind {
    TOOL,
    RESOURCE,
    PROMPT
  }

  private record Key(Kind kind, String name) {}

  /** The scopes in the order of the configuration. */
  public ScopeTable(List<Scope> scopes) {
    this.scopes = List.copyOf(scopes);
  }

  /** All of them. */
  public List<Scope> all() {
    return scopes;
  }

  /**
   * The scopes that cover {@code target} of {@code upstream}, each of which is enough, in the order
   * of the configuration. Empty when no scope reaches it.
   */
  public Scopes covering(String upstream, Target target) {
    return switch (target) {
      case Target.Tool tool -> find(Kind.TOOL, upstream + "/" + tool.name());
      case Target.Prompt prompt -> find(Kind.PROMPT, upstream + "/" + prompt.name());
      case Target.Resource resource -> resource(upstream, resource.name());
      case Target.Template template -> resource(upstream, template.name());
      case Target.Task task -> covering(upstream, task.call());
      case Target.TaskHandle handle -> Scopes.none();
      case Target.Question question -> Scopes.none();
      case Target.Subscription subscription -> covering(upstream, subscription);
      case Target.Server server -> Scopes.none();
    };
  }

  /** Being told that a list changed needs any scope of the upstream, a resource one of its own. */
  private Scopes covering(String upstream, Target.Subscription subscription) {
    return subscription.resources().isEmpty()
        ? reaching(upstream)
        : Scopes.of(
            subscription.resources().stream()
                .flatMap(uri -> resource(upstream, uri).tokens().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  /** The scopes that cover anything of {@code upstream}; all of them for the federated one. */
  Scopes reaching(String upstream) {
    if (upstream.isEmpty()) {
      return Scopes.of(scopes.stream().map(Scope::name).toList());
    }
    return Scopes.of(
        scopes.stream()
            .filter(scope ->
                Stream.of(scope.tools(), scope.resources(), scope.prompts())
                    .flatMap(List::stream)
                    .anyMatch(pattern -> reaches(pattern.prefix(), upstream + "/")))
            .map(Scope::name)
            .toList());
  }

  private static boolean reaches(String prefix, String server) {
    return prefix.startsWith(server) || server.startsWith(prefix);
  }

  /** A URI that a path could climb out of is covered by nothing: patterns compare text. */
  private Scopes resource(String upstream, String uri) {
    return PlainUri.isPlain(uri) ? find(Kind.RESOURCE, upstream + "/" + uri) : Scopes.none();
  }

  private Scopes find(Kind kind, String name) {
    Key key = new Key(kind, name);
    return name.length() > LONGEST_REMEMBERED
        ? search(key)
        : covering.findOrMake(key, this::search);
  }

  private Scopes search(Key key) {
    Set<String> found = new LinkedHashSet<>();
    for (Scope scope : scopes) {
      List<Glob> patterns =
          switch (key.kind()) {
            case TOOL -> scope.tools();
            case RESOURCE -> scope.resources();
            case PROMPT -> scope.prompts();
          };
      if (patterns.stream().anyMatch(pattern -> pattern.matches(key.name()))) {
        found.add(scope.name());
      }
    }
    return Scopes.of(found);
  }
}
