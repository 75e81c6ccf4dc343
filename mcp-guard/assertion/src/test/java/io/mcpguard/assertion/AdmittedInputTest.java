package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AdmittedInputTest {
  private static final String TOKEN = "io.mcpguard/txn-token";
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  @Test
  void aToolAsksWithTheMetaOfItsCall() throws IOException {
    AdmittedInput input = input(AssertionGate::enforcing, StdioLinesTest.asserted());
    Map<String, String> meta = metas(input).get(0);

    assertThat(input.assertionOf(meta))
        .hasValueSatisfying(call -> assertThat(call.user()).hasValue("alice"));
  }

  @Test
  void theServerDoesNotSeeTheToken() throws IOException {
    AdmittedInput input = input(AssertionGate::enforcing, StdioLinesTest.asserted());

    assertThat(new String(input.readAllBytes(), UTF_8))
        .contains(TOKEN)
        .doesNotContain(Fixture.token(Fixture.PAY).substring(0, 20))
        .endsWith("\n");
  }

  @Test
  void anotherHandleHasNoUser() {
    AdmittedInput input = input(AssertionGate::enforcing, StdioLinesTest.asserted());

    assertThat(input.assertionOf(Map.of(TOKEN, "guessed"))).isEmpty();
  }

  @Test
  void aMetaWithoutHandleHasNoUser() {
    AdmittedInput input = input(AssertionGate::enforcing, StdioLinesTest.asserted());

    assertThat(input.assertionOf(Map.of())).isEmpty();
  }

  /** One that only observes lets the second through, and a token is good for one user once. */
  @Test
  void aTokenSentOnceMoreHasNoUser() throws IOException {
    String line = StdioLinesTest.asserted();
    AdmittedInput input = input(AssertionGate::observing, line, line);
    List<Map<String, String>> metas = metas(input);

    assertThat(metas).hasSize(2);
    assertThat(input.assertionOf(metas.get(1))).isEmpty();
  }

  /** "The value byte is returned as an int in the range 0 to 255", above 127 too. */
  @Test
  void byteByByteItIsTheSame() throws IOException {
    String line = LIST.replace("tools/list", "prompts/list").replace("1,", "\"é\",");
    AdmittedInput input = input(AssertionGate::enforcing, line, LIST);
    ByteArrayOutputStream read = new ByteArrayOutputStream();

    for (int next = input.read(); next >= 0; next = input.read()) {
      read.write(next);
    }

    assertThat(read.toString(UTF_8)).isEqualTo(line + "\n" + LIST + "\n");
  }

  @Test
  void whatIsLeftOfALineIsThereWithoutWaiting() throws IOException {
    AdmittedInput input = input(AssertionGate::enforcing, LIST, LIST);
    assertThat(input.available()).isZero();

    assertThat(input.read(new byte[4], 0, 4)).isEqualTo(4);

    assertThat(input.available()).isEqualTo(LIST.length() + 1 - 4);
    assertThat(input.read(new byte[0], 0, 0)).isZero();
  }

  @Test
  void twoCallsHaveTwoHandlesAndEachItsUser() throws IOException {
    AdmittedInput input =
        input(AssertionGate::enforcing, asserted("alice", "A"), asserted("bob", "B"));
    List<Map<String, String>> metas = metas(input);

    assertThat(metas)
        .extracting(meta -> input.assertionOf(meta).flatMap(ToolCallAssertion::user).orElse(""))
        .containsExactly("alice", "bob");
  }

  private static String asserted(String user, String txn) {
    String token =
        Tokens.withClaims(claims ->
            claims
                .replace("\"alice\"", "\"" + user + "\"")
                .replace("\"txn\":\"" + Fixture.TXN, "\"txn\":\"" + txn + Fixture.TXN));
    return Fixture.PAY.replace("\"progressToken\":1", "\"" + TOKEN + "\":\"" + token + "\"");
  }

  @Test
  void refusedLinesAreNotSeen() throws IOException {
    assertThat(input(AssertionGate::enforcing, Fixture.PAY).read()).isEqualTo(-1);
  }

  private static AdmittedInput input(
      Function<AssertionVerifier, AssertionGate> mode, String... lines) {
    byte[] all = String.join("\n", lines).getBytes(UTF_8);
    return new AdmittedInput(
        new StdioLines(
            new ByteArrayInputStream(all),
            OutputStream.nullOutputStream(),
            mode.apply(Fixture.verifier())),
        new SecureRandom());
  }

  private static List<Map<String, String>> metas(AdmittedInput input) throws IOException {
    return new String(input.readAllBytes(), UTF_8).lines().map(AdmittedInputTest::meta).toList();
  }

  private static Map<String, String> meta(String line) {
    JsonObject message = (JsonObject) Fixture.value(line);
    Map<String, String> meta = new HashMap<>();
    for (JsonMember member :
        message
            .object("params")
            .flatMap(params -> params.object("_meta"))
            .orElseThrow()
            .members()) {
      meta.put(member.name(), ((JsonString) member.value()).value());
    }
    return meta;
  }
}
