package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * "To prevent replay, servers SHOULD include […] and verify each on receipt" (2026-07-28, MRTR).
 */
class RequestStateTest {
  private static final RequestState.Reached REACHED =
      new RequestState.Reached(1, Json.object().put("a", 1));
  private static final ModernRequest REQUEST = request("1", "{\"name\":\"t\",\"arguments\":{}}");

  private final MovableClock clock = MovableClock.at(Instant.parse("2026-11-26T00:00:00Z"));
  private final RequestState states = RequestState.fresh(clock);

  @Test
  void opensWhatItSealedForARetryWithAnotherId() {
    ModernRequest retry = request("2", "{\"name\":\"t\",\"arguments\":{},\"inputResponses\":{}}");

    assertThat(states.open(states.seal(REACHED, REQUEST), retry)).contains(REACHED);
  }

  @Test
  void refusesWhatAnotherServerSealed() {
    String foreign = RequestState.fresh(clock).seal(REACHED, REQUEST);

    assertThat(states.open(foreign, REQUEST)).isEmpty();
  }

  @Test
  void refusesStateOfOtherArguments() {
    ModernRequest other = request("2", "{\"name\":\"t\",\"arguments\":{\"x\":1}}");

    assertThat(states.open(states.seal(REACHED, REQUEST), other)).isEmpty();
  }

  @Test
  void opensJustBeforeTheEnd() {
    String state = states.seal(REACHED, REQUEST);
    clock.move(Duration.ofMinutes(10).minusSeconds(1));

    assertThat(states.open(state, REQUEST)).isPresent();
  }

  @Test
  void refusesAtTheEnd() {
    String state = states.seal(REACHED, REQUEST);
    clock.move(Duration.ofMinutes(10));

    assertThat(states.open(state, REQUEST)).isEmpty();
  }

  @Test
  void refusesTextThatIsNoState() {
    assertThat(states.open("", REQUEST)).isEmpty();
  }

  private static ModernRequest request(String id, String params) {
    JsonNode number = Json.read(id);
    return new ModernRequest(number, "tools/call", Json.read(params));
  }
}
