package io.mcpguard.server.config;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.policy.Arguments;
import io.mcpguard.policy.Circumstances;
import io.mcpguard.policy.PolicyQuery;
import io.mcpguard.policy.PolicyTarget;
import io.mcpguard.policy.Subject;
import io.mcpguard.policy.TargetKind;
import io.mcpguard.server.config.PolicyTest.Expect;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a test in a policy file. */
final class PolicyTestKeys {
  private static final Instant WHEN_NOTHING_IS_SAID = Instant.parse("2026-01-01T00:00:00Z");

  private static final Key<String> CALL =
      Key.of("call", Kinds.TEXT, "a tool, as `server/tool`").or("", "-");
  private static final Key<String> RESOURCE =
      Key.of("resource", Kinds.TEXT, "a resource, as `server/uri`").or("", "-");
  private static final Key<String> PROMPT =
      Key.of("prompt", Kinds.TEXT, "a prompt, as `server/prompt`").or("", "-");
  private static final Key<JsonObject> ARGS =
      Key.of("args", ArgumentNode.ARGUMENTS, "the arguments").or(ArgumentNode.NONE, "{}");
  private static final Key<String> USER =
      Key.of("user", Kinds.TEXT, "for whom").or("test-user", "test-user");
  private static final Key<String> AGENT =
      Key.of("agent", Kinds.TEXT, "the OAuth client id").or("test-agent", "test-agent");
  private static final Key<List<String>> SCOPES =
      Key.of("scopes", Groups.listOf(Kinds.TEXT), "the scopes held").or(List.of(), "none");
  private static final Key<Instant> NOW =
      Key.of(
              "now",
              Kinds.text("a time such as `2026-01-01T00:00:00Z`", ".+", PolicyTestKeys::instant),
              "when")
          .or(WHEN_NOTHING_IS_SAID, WHEN_NOTHING_IS_SAID.toString());
  private static final Key<Expect> EXPECT =
      Key.of(
          "expect",
          Groups.oneOf(
              Map.of("permit", Expect.PERMIT, "deny", Expect.DENY),
              Map.of("require-approval", "expect permit or deny until then")),
          "what must be decided");

  /** A test before it has a name. */
  record Draft(
      String call,
      String resource,
      String prompt,
      JsonObject args,
      Subject subject,
      Instant now,
      Expect expect) {}

  static final Section<Draft> TEST =
      Section.of(
          "test",
          List.of(CALL, RESOURCE, PROMPT, ARGS, USER, AGENT, SCOPES, NOW, EXPECT),
          v ->
              new Draft(
                  v.at(CALL),
                  v.at(RESOURCE),
                  v.at(PROMPT),
                  v.at(ARGS),
                  new Subject(
                      v.at(USER), v.at(AGENT), List.of(v.at(AGENT)), new HashSet<>(v.at(SCOPES))),
                  v.at(NOW),
                  v.at(EXPECT)));

  private PolicyTestKeys() {}

  static PolicyTest test(Draft draft, String id, Reading reading) {
    TargetKind kind =
        !draft.call().isEmpty()
            ? TargetKind.TOOL
            : draft.resource().isEmpty() ? TargetKind.PROMPT : TargetKind.RESOURCE;
    String path = draft.call() + draft.resource() + draft.prompt();
    long said =
        List.of(draft.call(), draft.resource(), draft.prompt()).stream()
            .filter(t -> !t.isEmpty())
            .count();
    int slash = path.indexOf('/');
    if (said != 1 || slash <= 0) {
      reading
          .problems()
          .add(id, "must have one of call, resource and prompt, written as server/name");
    }
    PolicyTarget target =
        new PolicyTarget(
            path.substring(0, Math.max(0, slash)),
            kind,
            path.substring(slash + 1),
            new Arguments.Present(draft.args()));
    return new PolicyTest(
        id,
        new PolicyQuery(draft.subject(), target, Circumstances.inSession(draft.now())),
        draft.expect());
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
