package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A13: a tool that was accepted says something else later. Contracts §3: one "that appears or
 * changes after its upstream was pinned is out of reach until an operator accepts it, and a grant
 * reaches it only after a new consent".
 */
@Timeout(60)
class A13ChangedToolTest {
  private static final String WORK =
      "{\"name\":\"work\",\"description\":\"Works\",\"inputSchema\":{}}";
  private static final String CHANGED = WORK.replace("Works", "works");
  private static final String OTHER = "{\"name\":\"other\",\"inputSchema\":{}}";

  private volatile String tools = WORK + "," + OTHER;
  private final LegacyScript upstream = LegacyScript.listing(() -> tools);
  private MemoryGuard guard;
  private MemoryClient alice;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
    alice = guard.client("alice");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  @Test
  void aToolIsReachedAsItWasAccepted() throws Exception {
    assertThat(listed(alice)).containsExactly("work", "other");
    assertThat(alice.call("work", "{}").answer().has("result")).isTrue();
  }

  /** One character of its description is another one. */
  @Test
  void aChangedToolIsNeitherListedNorCalledAndHidesNoOther() throws Exception {
    tools = CHANGED + "," + OTHER;

    assertThat(listed(alice)).containsExactly("other");
    assertThat(alice.call("work", "{}").errorCode()).isEqualTo(-32602);
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo("out_of_reach");
    assertThat(alice.call("other", "{}").answer().has("result")).isTrue();
    assertThat(upstream.received("tools/call")).hasSize(1);
  }

  @Test
  void aToolThatIsAgainAsItWasAcceptedIsReachedAgain() throws Exception {
    tools = CHANGED;
    listed(alice);
    tools = WORK;

    assertThat(listed(alice)).containsExactly("work");
    assertThat(alice.call("work", "{}").answer().has("result")).isTrue();
  }

  @Test
  void aToolThatAppearsLaterIsOutOfReach() throws Exception {
    tools = WORK + "," + OTHER + "," + OTHER.replace("other", "added");

    assertThat(listed(alice)).containsExactly("work", "other");
    assertThat(alice.call("added", "{}").errorCode()).isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(strings = {"work", "added"})
  void whatIsAcceptedIsNotReachedByAConsentGivenBefore(String tool) throws Exception {
    acceptASecondLater(tool);

    assertThat(listed(alice)).doesNotContain(tool);
    assertThat(alice.call(tool, "{}").errorCode()).isEqualTo(-32602);
    assertThat(upstream.received("tools/call")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"work", "added"})
  void whatIsAcceptedIsReachedByAConsentGivenSince(String tool) throws Exception {
    acceptASecondLater(tool);
    MemoryClient consented = alice.bearing(guard.token("alice", "consent-given-since"));

    assertThat(listed(consented)).contains(tool);
    assertThat(consented.call(tool, "{}").answer().has("result")).isTrue();
  }

  /** Alice's consent is a second older than what the operator says yes to. */
  private void acceptASecondLater(String tool) throws Exception {
    tools = CHANGED + "," + OTHER + "," + OTHER.replace("other", "added");
    listed(alice);
    guard.pass(Duration.ofSeconds(1));
    guard.accept(tool);
  }

  private static List<String> listed(MemoryClient client) throws Exception {
    return client.request("tools/list", "{}").answer().at("/result/tools").findValuesAsText("name");
  }
}
