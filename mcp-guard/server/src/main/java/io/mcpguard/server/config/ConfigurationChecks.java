package io.mcpguard.server.config;

import io.mcpguard.policy.Compilation;
import io.mcpguard.policy.Effect;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.policy.RuleMatch;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks a configuration as a whole, read or made in code: what is unknown, unused or unsafe. */
final class ConfigurationChecks {
  private static final Pattern HOST = Pattern.compile("[a-z0-9._-]{1,253}");

  private final Configuration c;
  private final Set<String> unread;
  private final Problems problems;

  /**
   * Checks {@code configuration}; what hangs on a value under one of the keys {@code unread} is
   * left unsaid, because that value is not the operator's.
   */
  ConfigurationChecks(Configuration configuration, Set<String> unread, Problems problems) {
    this.c = configuration;
    this.unread = Set.copyOf(unread);
    this.problems = problems;
  }

  /** Adds all that is wrong, and gives the compiled policy where its rules are sound. */
  Optional<PolicyTable> run() {
    ListenChecks listen = new ListenChecks(c, problems);
    if (wereRead("listen", "tls", "authorization", Relaxation.PLAIN_HTTP.key())) {
      listen.run();
    }
    if (c.tls().isPresent() && wereRead("tls")) {
      TlsIdentity.read(c.tls(), problems);
    }
    listen.proxies();
    listen.origins();
    upstreams();
    authorization();
    people();
    scopes();
    Optional<PolicyTable> policy = policy();
    quotas();
    new ClientChecks(c, problems).run();
    new LimitChecks(c, problems).run();
    new EvidenceChecks(c.evidence(), problems).run();
    new ExportChecks(c, problems).run();
    return policy;
  }

  private boolean wereRead(String... keys) {
    return Stream.of(keys).noneMatch(unread::contains);
  }

  private void upstreams() {
    if (c.upstreams().isEmpty() && wereRead("upstreams")) {
      problems.add("upstreams", "has none; name the tool servers to guard");
    }
    if (!wereRead("trust-domain-hosts")) {
      return;
    }
    c.upstreams().forEach((name, upstream) -> new UpstreamChecks(c, problems).run(name, upstream));
    if (!wereRead("upstreams")) {
      return;
    }
    Set<String> unused = new HashSet<>(c.trustDomainHosts());
    c.upstreams().values().forEach(upstream -> unused.removeAll(UpstreamChecks.hosts(upstream)));
    unused.stream()
        .sorted()
        .forEach(host ->
            problems.add("trust-domain-hosts", "no upstream is at " + host + "; remove it"));
  }

  private void authorization() {
    String named = c.authorization().defaultResource();
    if (!named.isEmpty() && !c.upstreams().containsKey(named) && wereRead("upstreams")) {
      problems.add(
          "authorization.default-resource",
          Nearest.unknown("upstream", named, c.upstreams().keySet()));
    }
    c.authorization().privateMetadataHosts().stream()
        .filter(host -> !HOST.matcher(host).matches())
        .sorted()
        .forEach(host ->
            problems.add(
                "authorization.embedded." + Relaxation.PRIVATE_METADATA_HOSTS.key(),
                host + " must be a host alone, in lower case, such as agents.internal"));
  }

  private void people() {
    c.users().forEach((user, settings) -> known("users." + user + ".may", settings.may()));
    c.agents()
        .forEach((agent, settings) -> known("agents." + agent + ".ceiling", settings.ceiling()));
    known("default-scope", c.defaultScope());
  }

  private void known(String key, Collection<String> scopes) {
    if (!wereRead("scopes")) {
      return;
    }
    scopes.stream()
        .filter(scope -> !c.scopes().containsKey(scope))
        .sorted()
        .forEach(scope ->
            problems.add(key, scope + " " + Nearest.unknown("scope", scope, c.scopes().keySet())));
  }

  private void scopes() {
    Set<String> entitled = new HashSet<>();
    c.users().values().forEach(user -> entitled.addAll(user.may()));
    Set<String> covered = new HashSet<>();
    c.scopes()
        .forEach((name, scope) -> {
          String key = "scopes." + name;
          if (!entitled.contains(name) && wereRead("users")) {
            problems.add(key, "no user may have it; add it to a user's may, or remove it");
          }
          if (scope.tools().isEmpty() && scope.resources().isEmpty() && scope.prompts().isEmpty()) {
            problems.add(key, "covers nothing; give it tools, resources or prompts");
          }
          covered.addAll(targets(key + ".tools", scope.tools()));
          covered.addAll(targets(key + ".resources", scope.resources()));
          covered.addAll(targets(key + ".prompts", scope.prompts()));
        });
    if (!wereRead("upstreams", "scopes")) {
      return;
    }
    c.upstreams().keySet().stream()
        .filter(upstream -> !covered.contains(upstream))
        .forEach(upstream ->
            problems.add(
                "upstreams." + upstream, "no scope covers anything of it; nobody could use it"));
  }

  /** The upstreams that patterns of targets speak of. */
  private Set<String> targets(String key, List<String> patterns) {
    Set<String> all = new HashSet<>();
    for (String pattern : patterns) {
      Set<String> found = UpstreamPatterns.matched(pattern, c.upstreams().keySet());
      if (found.isEmpty() && wereRead("upstreams")) {
        problems.add(
            key,
            pattern
                + " matches no upstream; patterns are written as server/name"
                + UpstreamPatterns.known(c));
      }
      all.addAll(found);
    }
    return all;
  }

  private Optional<PolicyTable> policy() {
    return switch (c.policy()) {
      case PolicySettings.WhateverScopesCover none ->
          Optional.of(PolicyTable.whateverScopesCover());
      case PolicySettings.Rules policy -> {
        references(policy.rules());
        yield compiled(policy.rules());
      }
    };
  }

  private void references(List<PolicyRule> rules) {
    if (rules.stream().noneMatch(rule -> rule.effect() == Effect.PERMIT)) {
      problems.add(
          "policy",
          "no rule permits anything; add one, or remove policy to permit what the scopes cover");
    }
    for (PolicyRule rule : rules) {
      String key = rule.id() + "." + rule.effect().word();
      RuleMatch match = rule.match();
      targets(key + ".tools", match.tools());
      targets(key + ".resources", match.resources());
      targets(key + ".prompts", match.prompts());
      if (wereRead("upstreams")) {
        names(key + ".servers", "upstream", match.servers(), c.upstreams().keySet());
      }
      if (wereRead("scopes")) {
        names(key + ".scopes", "scope", match.scopes(), c.scopes().keySet());
      }
      if (wereRead("users")) {
        names(key + ".users", "user", match.users(), c.users().keySet());
      }
    }
  }

  private Optional<PolicyTable> compiled(List<PolicyRule> rules) {
    return switch (PolicyTable.compile(rules)) {
      case Compilation.Ready ready -> Optional.of(ready.table());
      case Compilation.Unsound unsound -> {
        unsound.problems().forEach(p -> problems.add(p.rule() + "." + p.key(), p.text()));
        yield Optional.empty();
      }
    };
  }

  private void names(String key, String what, List<String> patterns, Set<String> known) {
    for (String pattern : patterns) {
      if (!UpstreamPatterns.matchesOne(pattern, known)) {
        problems.add(key, pattern + " " + Nearest.unknown(what, pattern, known));
      }
    }
  }

  private void quotas() {
    for (int i = 0; i < c.quotas().size(); i++) {
      targets("quotas[" + i + "].tools", c.quotas().get(i).tools());
    }
  }
}
