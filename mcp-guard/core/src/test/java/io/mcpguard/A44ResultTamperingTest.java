package io.mcpguard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.MemoryClient.Got;
import io.mcpguard.SigningUpstream.Sent;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.upstream.ResultCheck.Demand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A44, result tampering on the return path. "Alter result after receipt ⇒ verify fails"; and before
 * the guard has it, where the tool server signs what it answers.
 */
@Timeout(60)
class A44ResultTamperingTest {
  private static final String CALL = MemoryClient.request("1", "tools/call", "{\"name\":\"work\"}");

  private SigningUpstream upstream;
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    upstream = new SigningUpstream();
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  @Test
  void theReceiptHoldsTheDigestOfTheResultThatTheServerGave() throws Exception {
    Got got = called(Demand.NONE, UnaryOperator.identity());

    assertThat(digestInReceipt(got)).isEqualTo(digest(SigningUpstream.RESULT));
  }

  @Test
  void aResultAlteredAfterTheReceiptIsNotTheOneOfTheReceipt() throws Exception {
    Got got = called(Demand.NONE, UnaryOperator.identity());

    assertThat(digest(SigningUpstream.RESULT.replace("12.50", "92.50")))
        .isNotEqualTo(digestInReceipt(got));
  }

  @Test
  void theOutcomeRecordOpensWithTheReceiptAndWithNoOther() throws Exception {
    Got got = called(Demand.NONE, UnaryOperator.identity());

    Pseudonyms pseudonyms = new Pseudonyms(guard.subjectKeys());
    assertThat(outcome().path("result_digest").asText())
        .isEqualTo(pseudonyms.of("alice", digestInReceipt(got)))
        .isNotEqualTo(pseudonyms.of("alice", digest(SigningUpstream.RESULT + " ")));
  }

  @Test
  void aSignedResultPassesAndItsRecordKeepsTheSignature() throws Exception {
    Got got = called(Demand.REQUIRED, UnaryOperator.identity());

    assertThat(got.text()).isEqualTo("paid 12.50");
    assertThat(signature().path("verdict").asText()).isEqualTo("valid");
    assertThat(signature().path("key").asText()).isEqualTo(SigningUpstream.KEY_ID);
    assertThat(signature().path("input").asText()).contains("\"@status\"", "\"txn-token\";req");
    assertThat(signature().path("signature").asText()).hasSize(88);
    assertThat(signature().path("content_digest").asText()).startsWith("hmac-sha256:");
    assertThat(outcome().path("status").asText()).isEqualTo("executed");
  }

  @Test
  void aThirdPartysResultIsBoundToTheSignatureOfItsCall() throws Exception {
    guard = MemoryGuard.signingAndChecking(upstream.url(), upstream.keys()).awaitTools("work");

    Got got = guard.client("alice").call("work", "{}");

    assertThat(got.text()).isEqualTo("paid 12.50");
    assertThat(signature().path("input").asText()).contains("\"signature\";req;key=\"guard\"");
  }

  @Test
  void aResultAlteredOnTheWayBackDoesNotReachTheClient() throws Exception {
    Got got = called(Demand.REQUIRED, sent -> sent.altered("12.50", "92.50"));

    assertThat(got.errorCode()).isEqualTo(1502);
    assertThat(got.answer().toString()).doesNotContain("92.50");
    assertThat(signature().path("verdict").asText()).isEqualTo("wrong");
    assertThat(signature().path("reason").asText()).isEqualTo("content_altered");
    assertThat(outcome().path("status").asText()).isEqualTo("unknown");
    assertThat(outcome().has("result_digest")).isFalse();
  }

  @Test
  void aResultWhoseSignatureWasTakenOffDoesNotReachTheClient() throws Exception {
    Got got = called(Demand.REQUIRED, Sent::unsigned);

    assertThat(got.errorCode()).isEqualTo(1502);
    assertThat(signature().path("verdict").asText()).isEqualTo("absent");
  }

  @Test
  void theResultOfAnotherCallDoesNotReachTheClient() throws Exception {
    List<Sent> seen = new ArrayList<>();
    guard =
        guard(
            Demand.REQUIRED,
            sent -> {
              seen.add(sent);
              return sent.signedAs(seen.getFirst());
            });
    MemoryClient client = guard.client("alice");
    client.call("work", "{}");

    Got second = client.call("work", "{}");

    assertThat(second.errorCode()).isEqualTo(1502);
    assertThat(guard.leavesOf("outcome").getLast().at("/counter_signature/verdict").asText())
        .isEqualTo("wrong");
  }

  @Test
  void aResultInAStreamDoesNotReachTheClient() throws Exception {
    Got got = called(Demand.REQUIRED, Sent::streamed);

    assertThat(got.errorCode()).isEqualTo(1502);
    assertThat(got.answer().toString()).doesNotContain("12.50");
    assertThat(signature().path("verdict").asText()).isEqualTo("streamed");
  }

  @Test
  void aResultOnTheStreamOfTheSessionDoesNotReachTheClient() throws Exception {
    guard = guard(Demand.REQUIRED, UnaryOperator.identity());
    upstream.answerAside();
    MemoryClient client = guard.client("alice");
    MemoryExchange stream = client.listen();
    client.stream(CALL);

    JsonNode told = stream.next();

    assertThat(told.at("/error/code").asInt()).isEqualTo(1502);
    assertThat(told.toString()).doesNotContain("12.50");
  }

  /** The verdict is of the message that was verified, and of no other that answers the call. */
  @Test
  void anotherAnswerThatComesFirstIsNotTheOneThatWasSigned() throws Exception {
    guard = guard(Demand.REQUIRED, UnaryOperator.identity());
    upstream.answerAside();
    MemoryClient client = guard.client("alice");
    MemoryExchange stream = client.listen();
    MemoryExchange call = client.stream(CALL);

    JsonNode told = stream.next();
    upstream.answerAtLast();

    assertThat(told.at("/error/data/reason").asText()).isEqualTo("upstream_unsigned");
    assertThat(call.rest().toString()).doesNotContain("12.50");
    assertThat(guard.leavesOf("outcome")).hasSize(1);
    assertThat(outcome().path("status").asText()).isEqualTo("unknown");
    assertThat(signature().path("verdict").asText()).isEqualTo("streamed");
  }

  @Test
  void anotherAnswerThatComesLaterIsDropped() throws Exception {
    guard = guard(Demand.REQUIRED, UnaryOperator.identity());
    upstream.answerTwice();
    MemoryClient client = guard.client("alice");
    MemoryExchange stream = client.listen();
    Got got = client.post(CALL);

    upstream.answerAgain();

    assertThat(stream.next().path("method").asText()).isEqualTo("notifications/after");
    assertThat(got.text()).isEqualTo("paid 12.50");
    assertThat(guard.leavesOf("outcome")).hasSize(1);
    assertThat(signature().path("verdict").asText()).isEqualTo("valid");
  }

  /** What altered it in between would else pass off what was done as refused. */
  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 405, 429})
  void aRefusalThatNobodySignedLeavesOpenHowTheCallEnded(int status) throws Exception {
    Got got = called(Demand.REQUIRED, sent -> sent.unsigned().refused(status));

    assertThat(got.answer().at("/error/data/reason").asText()).isEqualTo("upstream_unsigned");
    assertThat(outcome().path("status").asText()).isEqualTo("unknown");
    assertThat(outcome().path("reason").asText()).isEqualTo("upstream_unsigned");
    assertThat(outcome().at("/upstream/status").asInt()).isEqualTo(status);
    assertThat(signature().path("verdict").asText()).isEqualTo("absent");
  }

  /** It costs the client a handshake; that the call was not made is not said. */
  @Test
  void aSessionThatNobodySignedAsGoneIsBegunAnewAndLeavesOpenHowTheCallEnded() throws Exception {
    Got got = called(Demand.REQUIRED, sent -> sent.unsigned().refused(404));

    assertThat(got.answer().at("/error/data/reason").asText()).isEqualTo("unknown_session");
    assertThat(outcome().path("status").asText()).isEqualTo("unknown");
    assertThat(outcome().path("reason").asText()).isEqualTo("upstream_unsigned");
  }

  @Test
  void aRefusalWhoseSignatureIsOfAnotherAnswerIsNotBelieved() throws Exception {
    called(Demand.REQUIRED, sent -> sent.refused(403));

    assertThat(outcome().path("status").asText()).isEqualTo("unknown");
    assertThat(signature().path("verdict").asText()).isEqualTo("wrong");
  }

  @Test
  void aRefusalThatTheServerSignedIsBelieved() throws Exception {
    upstream.refusing(403);

    Got got = called(Demand.REQUIRED, UnaryOperator.identity());

    assertThat(got.answer().at("/error/data/reason").asText()).isEqualTo("upstream_refused");
    assertThat(outcome().path("status").asText()).isEqualTo("refused");
    assertThat(signature().path("verdict").asText()).isEqualTo("valid");
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "RECORDED"})
  void whereNoSignatureIsDemandedARefusalIsBelieved(Demand demand) throws Exception {
    called(demand, sent -> sent.unsigned().refused(403));

    assertThat(outcome().path("status").asText()).isEqualTo("refused");
    assertThat(outcome().path("reason").asText()).isEqualTo("upstream_refused");
  }

  /** Nothing came that could have been signed, in a stream or else. */
  @ParameterizedTest
  @EnumSource(names = {"RECORDED", "REQUIRED"})
  void whereNothingCameTheRecordSaysNothingOfASignature(Demand demand) throws Exception {
    guard = guard(demand, UnaryOperator.identity());
    MemoryClient client = guard.client("alice");
    upstream.hangUp();

    client.call("work", "{}");

    assertThat(outcome().path("status").asText()).isEqualTo("unknown");
    assertThat(outcome().has("counter_signature")).isFalse();
  }

  @Test
  void whereItIsRecordedOnlyAnAlteredResultPassesAndTheRecordSaysSo() throws Exception {
    Got got = called(Demand.RECORDED, sent -> sent.altered("12.50", "92.50"));

    assertThat(got.text()).isEqualTo("paid 92.50");
    assertThat(signature().path("verdict").asText()).isEqualTo("wrong");
  }

  @Test
  void whereItIsRecordedOnlyAStreamPassesAndTheRecordSaysSo() throws Exception {
    Got got = called(Demand.RECORDED, Sent::streamed);

    assertThat(got.text()).isEqualTo("paid 12.50");
    assertThat(signature().path("verdict").asText()).isEqualTo("streamed");
  }

  @Test
  void whereNobodyAskedTheRecordSaysNothing() throws Exception {
    called(Demand.NONE, UnaryOperator.identity());

    assertThat(outcome().has("counter_signature")).isFalse();
  }

  /** 1024 bytes; the rest is for a longer time, a larger log and more notifications. */
  @Test
  void anOutcomeWithASignatureFitsTheRoomThatIsReservedForIt() throws Exception {
    guard = MemoryGuard.signingAndChecking(upstream.url(), upstream.keys()).awaitTools("work");

    guard.client("alice").call("work", "{}");

    assertThat(outcome().toString().getBytes(UTF_8)).hasSizeLessThan(1024 - 64);
  }

  private Got called(Demand demand, UnaryOperator<Sent> wayBack) throws Exception {
    guard = guard(demand, wayBack);
    return guard.client("alice").call("work", "{}");
  }

  private MemoryGuard guard(Demand demand, UnaryOperator<Sent> wayBack) throws Exception {
    upstream.wayBack(wayBack);
    return MemoryGuard.checking(upstream.url(), upstream.keys(), demand).awaitTools("work");
  }

  private JsonNode outcome() {
    return guard.leavesOf("outcome").getLast();
  }

  private JsonNode signature() {
    return outcome().path("counter_signature");
  }

  private static String digestInReceipt(Got got) {
    return got.answer().at("/result/_meta/io.mcpguard~1receipt/result_digest").asText();
  }

  private static String digest(String result) {
    return Digests.ofBytes(result.getBytes(UTF_8));
  }
}
