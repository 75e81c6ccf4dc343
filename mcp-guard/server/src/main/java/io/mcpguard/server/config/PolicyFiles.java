package io.mcpguard.server.config;

import io.mcpguard.policy.Effect;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.RuleMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads policy files: rules and the tests that come with them. */
final class PolicyFiles implements Kind<PolicySettings> {
  static final Kind<PolicySettings> FILES = new PolicyFiles();

  private static final String LATER = "use permit and forbid until then";
  private static final Kind<List<String>> TEXTS = Groups.listOf(Kinds.TEXT);
  private static final Kind<List<String>> NAMES = Groups.listOf(Kinds.TEXT);

  private static final Key<List<String>> AGENTS =
      Key.of("agents", TEXTS, "OAuth client ids").or(List.of(), "any");
  private static final Key<List<String>> USERS =
      Key.of("users", TEXTS, "users behind the call").or(List.of(), "any");
  private static final Key<List<String>> SCOPES =
      Key.of("scopes", TEXTS, "scopes of which one is held").or(List.of(), "any");
  private static final Key<List<String>> SERVERS =
      Key.of("servers", TEXTS, "upstreams").or(List.of(), "any");
  private static final Key<List<String>> TOOLS =
      Key.of("tools", TEXTS, "tools, as `server/tool`").or(List.of(), "any");
  private static final Key<List<String>> RESOURCES =
      Key.of("resources", TEXTS, "resources, as `server/uri`").or(List.of(), "any");
  private static final Key<List<String>> PROMPTS =
      Key.of("prompts", TEXTS, "prompts, as `server/prompt`").or(List.of(), "any");
  private static final Section<RuleMatch> MATCH =
      Section.of(
              "match",
              List.of(AGENTS, USERS, SCOPES, SERVERS, TOOLS, RESOURCES, PROMPTS),
              v ->
                  new RuleMatch(
                      v.at(AGENTS),
                      v.at(USERS),
                      v.at(SCOPES),
                      v.at(SERVERS),
                      v.at(TOOLS),
                      v.at(RESOURCES),
                      v.at(PROMPTS)))
          .notBuilt("labels", "match by tools instead");

  /** A rule before it has a name. */
  private record Draft(List<RuleMatch> permit, List<RuleMatch> forbid, String when) {}

  private static final Key<List<RuleMatch>> PERMIT =
      Key.of("permit", Groups.one(MATCH), "what the rule permits").or(List.of(), "-");
  private static final Key<List<RuleMatch>> FORBID =
      Key.of("forbid", Groups.one(MATCH), "what the rule forbids, whatever others permit")
          .or(List.of(), "-");
  private static final Key<String> WHEN =
      Key.of("when", Kinds.TEXT, "a condition in CEL").or("", "always");
  private static final Section<Draft> RULE =
      Section.of(
              "rule",
              List.of(PERMIT, FORBID, WHEN),
              v -> new Draft(v.at(PERMIT), v.at(FORBID), v.at(WHEN)))
          .notBuilt("require-approval", LATER);

  /** What a policy file holds. */
  record Content(List<PolicyRule> rules, List<PolicyTest> tests) {}

  private record Drafts(List<Draft> rules, List<PolicyTestKeys.Draft> tests) {}

  private static final Key<List<Draft>> RULES =
      Key.of("rules", Groups.listOf(RULE), "the rules, in any order");
  private static final Key<List<PolicyTestKeys.Draft>> TESTS =
      Key.of(
              "tests",
              Groups.listOf(PolicyTestKeys.TEST),
              "what the rules must decide; `check` runs them")
          .or(List.of(), "none");
  private static final Section<Drafts> FILE =
      Section.of("policy file", List.of(RULES, TESTS), v -> new Drafts(v.at(RULES), v.at(TESTS)))
          .notBuilt("labels", LATER)
          .notBuilt("combinations", LATER);

  private PolicyFiles() {}

  @Override
  public Optional<PolicySettings> read(Node node, String path, Reading reading) {
    Optional<List<String>> names = NAMES.read(node, path, reading);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<PolicyRule> rules = new ArrayList<>();
    List<PolicyTest> tests = new ArrayList<>();
    int readable = 0;
    for (String name : names.get()) {
      Optional<Content> content = file(name, path, reading);
      readable += content.isPresent() ? 1 : 0;
      content.ifPresent(c -> rules.addAll(c.rules()));
      content.ifPresent(c -> tests.addAll(c.tests()));
    }
    return readable == names.get().size()
        ? Optional.of(new PolicySettings.Rules(rules, tests))
        : Optional.empty();
  }

  private static Optional<Content> file(String name, String path, Reading reading) {
    return reading
        .named(name, path)
        .flatMap(file -> ConfigurationFile.text(file, path, reading))
        .flatMap(text -> content(text, name, reading));
  }

  /** The content of a policy file called {@code name}. */
  static Optional<Content> content(String text, String name, Reading reading) {
    int before = reading.problems().all().size();
    Optional<Content> content =
        YamlReader.read(text, new YamlReader.Name(name, name + "#"), reading.problems())
            .flatMap(root -> FILE.read(root, name + "#", reading))
            .map(drafts -> named(drafts, name, reading));
    return reading.problems().all().size() == before ? content : Optional.empty();
  }

  private static Content named(Drafts drafts, String name, Reading reading) {
    List<PolicyRule> rules = new ArrayList<>();
    for (Draft draft : drafts.rules()) {
      rules.add(rule(draft, name + "#rules[" + rules.size() + "]", reading));
    }
    List<PolicyTest> tests = new ArrayList<>();
    for (PolicyTestKeys.Draft draft : drafts.tests()) {
      tests.add(PolicyTestKeys.test(draft, name + "#tests[" + tests.size() + "]", reading));
    }
    return new Content(rules, tests);
  }

  private static PolicyRule rule(Draft draft, String id, Reading reading) {
    if (draft.permit().size() + draft.forbid().size() != 1) {
      reading.problems().add(id, "must have either permit or forbid");
      return PolicyRule.forbid(id, RuleMatch.anything());
    }
    Effect effect = draft.permit().isEmpty() ? Effect.FORBID : Effect.PERMIT;
    RuleMatch match =
        draft.permit().isEmpty() ? draft.forbid().getFirst() : draft.permit().getFirst();
    return new PolicyRule(id, effect, match, draft.when());
  }

  @Override
  public String words() {
    return "a list of paths of policy files";
  }

  @Override
  public Map<String, Object> schema() {
    return NAMES.schema();
  }

  /** The sections of a policy file, for its documentation. */
  static List<Section<?>> documented() {
    return FILE.sections();
  }
}
