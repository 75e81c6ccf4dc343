package io.mcpguard.servlet;

import io.mcpguard.catalog.Scope;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Names all that keeps a guard from being made, each with its remedy. */
final class BuilderChecks {
  private static final Set<String> ASKABLE = Set.of("sampling", "elicitation", "roots");

  private final GuardBuilder said;
  private final List<String> problems = new ArrayList<>();

  private BuilderChecks(GuardBuilder said) {
    this.said = said;
  }

  static List<String> problems(GuardBuilder said) {
    BuilderChecks checks = new BuilderChecks(said);
    checks.resource();
    checks.issuer();
    checks.scopes();
    return checks.problems;
  }

  private void resource() {
    URI resource = said.resource;
    boolean absolute = resource.getHost() != null && isHttp(resource);
    require(absolute, "resource: must be an http or https URL, was " + resource);
    require(
        resource.getRawPath() != null && resource.getRawPath().startsWith("/"),
        "resource: must have a path, such as /mcp");
    require(
        resource.getRawQuery() == null && resource.getRawFragment() == null,
        "resource: must have no query and no fragment (RFC 8707 section 2)");
    require(
        said.name.matches("[a-z0-9][a-z0-9-]*"),
        "name: must be lower-case letters, digits and dashes, was " + said.name);
    require(!said.trustDomain.isBlank(), "trustDomain: must not be empty");
  }

  private void issuer() {
    switch (said.issuerKeys) {
      case IssuerKeys.Unset unset ->
          problems.add("issuer: say who issues the access tokens, and with which keys");
      case IssuerKeys.Fixed fixed ->
          require(isHttp(fixed.issuer()), "issuer: must be a URL, was " + fixed.issuer());
      case IssuerKeys.At at -> {
        require(isHttp(at.issuer()), "issuer: must be a URL, was " + at.issuer());
        require(
            at.jwks().getHost() != null && isHttp(at.jwks()),
            "issuer: the key set's URL must be https, was " + at.jwks());
      }
    }
  }

  private void scopes() {
    Set<String> names =
        said.scopes.stream().map(Scope::name).collect(Collectors.toCollection(LinkedHashSet::new));
    require(!names.isEmpty(), "scope: say at least one, else no tool can be called");
    require(names.size() == said.scopes.size(), "scope: each needs a name of its own");
    for (String name : names) {
      require(Scopes.isToken(name), "scope: " + name + " is no scope name (RFC 6749 section 3.3)");
    }
    require(
        !said.users.isEmpty() || !said.everyUser.isEmpty(),
        "user: say what users may delegate, with user or everyUser");
    known(names, "everyUser", said.everyUser);
    known(names, "user", said.users);
    known(names, "agent", said.agents);
    known(names, "defaultScope", said.defaultScope.tokens());
    require(
        ASKABLE.containsAll(said.mayAsk),
        "mayAsk: must be some of " + ASKABLE.stream().sorted().toList());
  }

  private void known(Set<String> names, String where, Map<String, Set<String>> given) {
    given.forEach((who, scopes) -> known(names, where + " " + who, scopes));
  }

  private void known(Set<String> names, String where, Collection<String> given) {
    for (String scope : given) {
      require(
          names.contains(scope), where + ": there is no scope " + scope + "; say it with scope");
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      problems.add(otherwise);
    }
  }

  private static boolean isHttp(URI url) {
    return "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
  }
}
