package io.mcpguard.policy;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads scenario files: rules that are given, calls, and what is decided then. */
final class PolicyScenarios {
  private PolicyScenarios() {}

  record Case(String title, PolicyQuery query, String then) {}

  record Scenario(List<PolicyRule> given, List<Case> cases) {}

  static Scenario read(String name) {
    try (InputStream in = PolicyScenarios.class.getResourceAsStream("/scenarios/" + name)) {
      JsonObject file =
          object(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
      List<PolicyRule> rules = new ArrayList<>();
      for (JsonValue rule : file.array("given").orElseThrow().values()) {
        rules.add(rule((JsonObject) rule, "rules[" + rules.size() + "]"));
      }
      List<Case> cases =
          file.array("cases").orElseThrow().values().stream()
              .map(c -> read((JsonObject) c))
              .toList();
      return new Scenario(rules, cases);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonObject object(String json) {
    try {
      return (JsonObject)
          JsonDocument.read(json.getBytes(StandardCharsets.UTF_8), ReadRules.request()).root();
    } catch (MalformedJson e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static PolicyRule rule(JsonObject rule, String id) {
    Effect effect = rule.member("forbid").isPresent() ? Effect.FORBID : Effect.PERMIT;
    JsonObject match = rule.object(effect.word()).orElseThrow();
    return new PolicyRule(
        id,
        effect,
        new RuleMatch(
            texts(match, "agents"),
            texts(match, "users"),
            texts(match, "scopes"),
            texts(match, "servers"),
            texts(match, "tools"),
            texts(match, "resources"),
            texts(match, "prompts")),
        rule.string("when").orElse(""));
  }

  private static Case read(JsonObject given) {
    String agent = given.string("agent").orElse("agent-1");
    Subject subject =
        new Subject(
            given.string("user").orElse("carol"),
            agent,
            List.of(agent),
            Set.copyOf(texts(given, "scopes")));
    Facts token =
        given.string("acr").map(acr -> Facts.none().with("acr", acr)).orElse(Facts.none());
    Circumstances circumstances =
        new Circumstances(Instant.parse("2026-05-01T12:00:00Z"), Facts.none(), token, Facts.none());
    return new Case(
        given.string("case").orElseThrow(),
        new PolicyQuery(subject, target(given), circumstances),
        given.string("then").orElseThrow());
  }

  private static PolicyTarget target(JsonObject given) {
    TargetKind kind =
        given.member("resource").isPresent()
            ? TargetKind.RESOURCE
            : given.member("prompt").isPresent() ? TargetKind.PROMPT : TargetKind.TOOL;
    String key = kind == TargetKind.TOOL ? "call" : kind.name().toLowerCase(java.util.Locale.ROOT);
    String[] path = given.string(key).orElseThrow().split("/", 2);
    Arguments arguments =
        given.member("arguments").isPresent()
            ? new Arguments.Open()
            : new Arguments.Present(given.object("args").orElseGet(() -> object("{}")));
    return new PolicyTarget(path[0], kind, path[1], arguments);
  }

  private static List<String> texts(JsonObject object, String name) {
    return object.array(name).map(JsonArray::values).orElse(List.of()).stream()
        .map(value -> ((JsonString) value).value())
        .toList();
  }
}
