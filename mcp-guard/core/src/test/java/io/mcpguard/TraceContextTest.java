package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The assertion says which trace a call belongs to ({@code rctx.traceparent}, contracts §1), where
 * its client says so in the form of W3C Trace Context.
 */
@Timeout(60)
class TraceContextTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String OTHER = "00-11111111111111111111111111111111-2222222222222222-00";

  private static HandingUpstream upstream;
  private static MemoryGuard guard;
  private StatelessClient alice;

  @BeforeAll
  static void start() throws Exception {
    upstream = new HandingUpstream();
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
  }

  @AfterAll
  static void stop() {
    guard.close();
    upstream.close();
  }

  @BeforeEach
  void enter() {
    alice = guard.stateless("alice");
  }

  private static JsonNode context() {
    String claims =
        upstream.last().header(HandingUpstream.TXN_TOKEN).orElseThrow().split("\\.", 3)[1];
    return Json.read(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
        .path("rctx");
  }

  private void callTracedBy(String trace) throws Exception {
    alice.request(
        "tools/call",
        "{\"name\":\"work\",\"arguments\":{},\"_meta\":{\"traceparent\":\"" + trace + "\"}}");
  }

  @Test
  void theTraceInTheMetadataIsSigned() throws Exception {
    callTracedBy(TRACE);

    assertThat(context().path("traceparent").asText()).isEqualTo(TRACE);
  }

  @Test
  void theTraceInTheHeadIsWhereTheBodySaysNothing() throws Exception {
    alice.with("traceparent", TRACE).call("work", "{}");

    assertThat(context().path("traceparent").asText()).isEqualTo(TRACE);
  }

  @Test
  void theBodyDecides() throws Exception {
    alice.with("traceparent", OTHER);

    callTracedBy(TRACE);

    assertThat(context().path("traceparent").asText()).isEqualTo(TRACE);
  }

  @Test
  void aHeadThatSaysItTwiceSaysNothing() throws Exception {
    alice.with("traceparent", TRACE, OTHER).call("work", "{}");

    assertThat(context().has("traceparent")).isFalse();
  }

  @Test
  void aCallOfNoTraceIsOfNone() throws Exception {
    alice.call("work", "{}");

    assertThat(context().isObject()).isTrue();
    assertThat(context().has("traceparent")).isFalse();
  }

  /** Trace Context §3.2.2: the shape, lowercase, and what version, trace and parent may not be. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mine",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
      })
  void whatIsNoTraceIsNotSigned(String text) throws Exception {
    callTracedBy(text);

    assertThat(context().has("traceparent")).isFalse();
  }
}
