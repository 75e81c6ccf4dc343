package io.mcpguard;

import static io.mcpguard.EchoingGuard.scope;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Scope;
import io.mcpguard.catalog.ScopeTable;
import io.mcpguard.catalog.ToolDefinition;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.policy.Authorization;
import io.mcpguard.policy.Compilation;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.policy.RuleMatch;
import io.mcpguard.policy.Visibility;
import io.mcpguard.protocol.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tool's user interface is read by whoever may call the tool, listed or not, with a scope of its
 * own or without (MCP Apps, SEP-1865). Here {@code draw} has {@code ui://maps/panel}.
 */
class UserInterfaceTest {
  private static final String PANEL = "ui://maps/panel";
  private static final Upstream MAPS =
      new Upstream(
          "maps", "https://guard.example/mcp/maps", "urn:example:maps", Set.of(), Set.of());

  private static final List<Scope> SCOPES =
      List.of(
          scope("maps.draw", "maps/draw"),
          scope("maps.see", "maps/see"),
          scope("maps.own", "maps/ui://own/**"));

  private final EchoingGuard callers = EchoingGuard.with(SCOPES.toArray(new Scope[0]));
  private final Catalog catalog =
      new Catalog(new Books.Pins(), new ScopeTable(SCOPES), callers.clock());
  private final Map<String, String> digests = new TreeMap<>();

  @AfterEach
  void stop() {
    callers.close();
  }

  /** Has this tool from now on, with these members of its metadata. */
  private void lists(String tool, String meta) throws Exception {
    String text = "{\"name\":\"" + tool + "\",\"inputSchema\":{},\"_meta\":{" + meta + "}}";
    JsonObject definition =
        (JsonObject) JsonDocument.read(text.getBytes(UTF_8), ReadRules.answer()).root();
    String digest = ToolDefinition.digest(definition).orElseThrow();
    catalog.interfaces().see("maps", tool, digest, definition);
    digests.put(tool, digest);
  }

  private static String showing(String uri) {
    return "\"ui\":{\"resourceUri\":\"" + uri + "\"}";
  }

  private void areSeen() {
    catalog.see("maps", digests);
  }

  private Visibility reading(String uri, List<PolicyRule> rules, String... scopes) {
    PolicyTable policy = ((Compilation.Ready) PolicyTable.compile(rules)).table();
    return new Authorization(policy, catalog, callers.clock())
        .visibility(callers.caller(scopes), MAPS, new Target.Resource(uri));
  }

  private Visibility reading(String uri, String... scopes) {
    return reading(uri, List.of(permitting("maps/*")), scopes);
  }

  private static PolicyRule permitting(String tool) {
    return PolicyRule.permit("permits " + tool, RuleMatch.anything().tools(tool));
  }

  /** "resources/read of ui:// referenced by an allowed tool must be allowed". */
  @Test
  void itIsReadByWhoeverMayCallTheTool() throws Exception {
    lists("draw", showing(PANEL));
    areSeen();

    assertThat(reading(PANEL, "maps.draw")).isEqualTo(new Visibility.Callable());
  }

  @Test
  void whoLacksTheToolsScopeIsAskedForIt() throws Exception {
    lists("draw", showing(PANEL));
    lists("see", "");
    areSeen();

    assertThat(reading(PANEL, "maps.see"))
        .isEqualTo(new Visibility.Reachable(Scopes.of("maps.draw")));
  }

  @Test
  void anotherInterfaceIsNot() throws Exception {
    lists("draw", showing(PANEL));
    areSeen();

    assertThat(reading("ui://maps/panel2", "maps.draw")).isEqualTo(new Visibility.OutOfReach());
  }

  /** The tool server would have its files read with the scope of a harmless tool. */
  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "UI://maps/panel", "ui:/maps/panel", "ui://maps/../panel"})
  void whatIsNoPlainUserInterfaceIsNot(String uri) throws Exception {
    lists("draw", showing(uri));
    areSeen();

    assertThat(reading(uri, "maps.draw")).isEqualTo(new Visibility.OutOfReach());
  }

  /** It stands outside what is pinned, so that it could change unseen. */
  @Test
  void theFormerMemberDoesNotCount() throws Exception {
    lists("draw", "\"ui/resourceUri\":\"" + PANEL + "\"");
    areSeen();

    assertThat(reading(PANEL, "maps.draw")).isEqualTo(new Visibility.OutOfReach());
  }

  /** What a tool server changes after it was reviewed is out of reach until it is accepted. */
  @Test
  void whatAToolNamesOnceItWasPinnedIsNot() throws Exception {
    lists("draw", showing(PANEL));
    areSeen();
    lists("draw", showing("ui://maps/other"));
    areSeen();

    assertThat(reading(PANEL, "maps.draw")).isEqualTo(new Visibility.OutOfReach());
    assertThat(reading("ui://maps/other", "maps.draw")).isEqualTo(new Visibility.OutOfReach());
  }

  @Test
  void itComesBackWithTheAcceptedDefinition() throws Exception {
    lists("draw", showing(PANEL));
    areSeen();
    lists("draw", showing("ui://maps/other"));
    areSeen();
    lists("draw", showing(PANEL));
    areSeen();

    assertThat(reading(PANEL, "maps.draw")).isEqualTo(new Visibility.Callable());
  }

  @Test
  void aToolThatThePolicyDoesNotPermitHasNoInterface() throws Exception {
    lists("draw", showing(PANEL));
    areSeen();

    assertThat(reading(PANEL, List.of(permitting("maps/see")), "maps.draw"))
        .isEqualTo(new Visibility.OutOfReach());
  }

  @Test
  void oneOfSeveralToolsIsEnough() throws Exception {
    lists("draw", showing(PANEL));
    lists("see", showing(PANEL));
    areSeen();

    assertThat(reading(PANEL, List.of(permitting("maps/see")), "maps.draw", "maps.see"))
        .isEqualTo(new Visibility.Callable());
  }

  /** The tool that is permitted must also be the one that is covered. */
  @Test
  void theScopeOfAToolThatIsNotPermittedIsNotEnough() throws Exception {
    lists("draw", showing(PANEL));
    lists("see", showing(PANEL));
    areSeen();

    assertThat(reading(PANEL, List.of(permitting("maps/see")), "maps.draw"))
        .isEqualTo(new Visibility.Reachable(Scopes.of("maps.see")));
  }

  @Test
  void aRuleThatForbidsTheInterfaceItselfBeatsTheTool() throws Exception {
    lists("draw", showing(PANEL));
    areSeen();
    PolicyRule forbidding =
        PolicyRule.forbid("no interfaces", RuleMatch.anything().resources("maps/ui://**"));

    assertThat(reading(PANEL, List.of(permitting("maps/*"), forbidding), "maps.draw"))
        .isEqualTo(new Visibility.OutOfReach());
  }

  /** What cannot be told counts against the call. */
  @Test
  void soDoesOneWhoseConditionCannotBeEvaluated() throws Exception {
    lists("draw", showing(PANEL));
    areSeen();
    PolicyRule forbidding = PolicyRule.forbid("f", interfaces()).when("args.absent == 'x'");

    assertThat(reading(PANEL, List.of(permitting("maps/*"), forbidding), "maps.draw"))
        .isEqualTo(new Visibility.OutOfReach());
  }

  /** Who wrote a condition for the interface did not mean the tool to do without it. */
  @ParameterizedTest
  @ValueSource(strings = {"user == 'nobody'", "args.absent == 'x'", "token.acr == 'gold'"})
  void aConditionOfItsOwnThatDoesNotHoldBeatsTheTool(String condition) throws Exception {
    lists("draw", showing(PANEL));
    areSeen();
    PolicyRule own = PolicyRule.permit("own", interfaces()).when(condition);

    assertThat(reading(PANEL, List.of(permitting("maps/*"), own), "maps.draw"))
        .isEqualTo(new Visibility.OutOfReach());
  }

  @Test
  void oneThatHoldsPermitsIt() throws Exception {
    lists("draw", showing(PANEL));
    areSeen();
    PolicyRule own = PolicyRule.permit("own", interfaces()).when("user != 'nobody'");

    assertThat(reading(PANEL, List.of(permitting("maps/*"), own), "maps.draw"))
        .isEqualTo(new Visibility.Callable());
  }

  /** Nobody is sent to a consent page in vain. */
  @Test
  void noScopeIsAskedForWhereAConditionDoesNotHold() throws Exception {
    lists("draw", showing(PANEL));
    lists("see", "");
    areSeen();
    PolicyRule own = PolicyRule.permit("own", interfaces()).when("user == 'nobody'");

    assertThat(reading(PANEL, List.of(permitting("maps/*"), own), "maps.see"))
        .isEqualTo(new Visibility.OutOfReach());
  }

  /** Its scope covers the interface for whoever may call the tool, and here nobody may. */
  @Test
  void theScopeOfAForbiddenToolDoesNotCoverWhatARulePermits() throws Exception {
    lists("draw", showing(PANEL));
    areSeen();

    assertThat(reading(PANEL, List.of(anything(), forbidding("maps/draw")), "maps.draw"))
        .isEqualTo(new Visibility.OutOfReach());
  }

  @Test
  void aScopeOfTheInterfaceItselfNeedsNoTool() throws Exception {
    lists("draw", showing("ui://own/panel"));
    areSeen();

    assertThat(reading("ui://own/panel", List.of(anything(), forbidding("maps/draw")), "maps.own"))
        .isEqualTo(new Visibility.Callable());
  }

  private static RuleMatch interfaces() {
    return RuleMatch.anything().resources("maps/ui://**");
  }

  private static PolicyRule anything() {
    return PolicyRule.permit("anything", RuleMatch.anything());
  }

  private static PolicyRule forbidding(String tool) {
    return PolicyRule.forbid("forbids " + tool, RuleMatch.anything().tools(tool));
  }

  /** Two callers of one guard, end to end, one of whom may use tools and nothing else. */
  @Test
  void whoMayUseToolsAloneReadsTheirInterfacesAndNothingElse() throws Exception {
    try (StatelessUpstream upstream = new StatelessUpstream()) {
      upstream
          .lists(
              StatelessUpstream.TOOLS.replace(
                  "\"inputSchema\"", "\"_meta\":{" + showing(PANEL) + "},\"inputSchema\""))
          .gives("{\"contents\":[],\"resultType\":\"complete\"}");
      try (MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
        MemoryClient bob = guard.restrained("bob");

        MemoryClient.Got panel = bob.request("resources/read", "{\"uri\":\"" + PANEL + "\"}");
        MemoryClient.Got other = bob.request("resources/read", "{\"uri\":\"ui://maps/x\"}");

        assertThat(panel.answer().has("result")).isTrue();
        assertThat(other.status()).isEqualTo(403);
        assertThat(upstream.received("resources/read")).hasSize(1);
      }
    }
  }
}
