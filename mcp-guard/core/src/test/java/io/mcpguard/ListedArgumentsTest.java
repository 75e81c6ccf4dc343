package io.mcpguard;

import static io.mcpguard.EchoingGuard.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.policy.Authorization;
import io.mcpguard.policy.Compilation;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.policy.RuleMatch;
import io.mcpguard.policy.Visibility;
import io.mcpguard.protocol.Target;
import io.mcpguard.testkit.MovableClock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a list shows where a rule looks at arguments: those that a caller can choose are open. */
class ListedArgumentsTest {
  private final EchoingGuard guard = EchoingGuard.with(scope("echo.use", "echo/**"));

  @AfterEach
  void stop() {
    guard.close();
  }

  @Test
  void aToolThatSomeArgumentsArePermittedIsListed() {
    assertThat(shown("args.s < 5", new Target.Tool("echo", object("{}"))))
        .isEqualTo(new Visibility.Callable());
  }

  @Test
  void aPromptThatSomeArgumentsArePermittedIsListed() {
    assertThat(shown("args.s < 5", new Target.Prompt("p", object("{}"))))
        .isEqualTo(new Visibility.Callable());
  }

  @Test
  void aResourceIsNotListedForArgumentsThatNoReadHas() {
    assertThat(shown("args.s < 5", new Target.Resource("file:///x")))
        .isEqualTo(new Visibility.OutOfReach());
  }

  @Test
  void aTemplateIsNotListedForArgumentsThatNoReadHas() {
    assertThat(shown("args.s < 5", new Target.Template("file:///{x}")))
        .isEqualTo(new Visibility.OutOfReach());
  }

  @Test
  void aResourceThatIsPermittedWithoutArgumentsIsListed() {
    assertThat(shown("size(args) == 0", new Target.Resource("file:///x")))
        .isEqualTo(new Visibility.Callable());
  }

  private Visibility shown(String condition, Target target) {
    PolicyRule rule = PolicyRule.permit("some", RuleMatch.anything()).when(condition);
    PolicyTable policy = ((Compilation.Ready) PolicyTable.compile(List.of(rule))).table();
    return new Authorization(
            policy, guard.guard().catalog(), MovableClock.at("2026-11-23T12:00:00Z"))
        .visibility(guard.caller("echo.use"), guard.upstream(), target);
  }

  private static JsonObject object(String json) {
    try {
      return (JsonObject) JsonDocument.read(EchoingGuard.bytes(json), ReadRules.answer()).root();
    } catch (MalformedJson e) {
      throw new AssertionError(e);
    }
  }
}
