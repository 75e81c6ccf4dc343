package io.mcpguard.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.provenance.LiveCalls.Lookup;
import io.mcpguard.provenance.ProofVerdict.Fails;
import io.mcpguard.provenance.ProofVerdict.Holds;
import io.mcpguard.provenance.ReceiptVerifier.Held;
import io.mcpguard.provenance.ReceiptVerifier.Opener;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client holds is held against a proof, and what does not belong to the rest is named. */
class ReceiptVerifierTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ORIGIN = "guard.example/ledger";
  private static final NoteSigner SIGNER = NoteSigner.generate(ORIGIN, RANDOM);
  private static final String SENT = "{\"content\":[{\"type\":\"text\",\"text\":\"paid 12.50\"}]}";
  private static final String ALICE = "hmac-sha256:alice";

  @TempDir private static Path folder;
  private static final Map<Form, byte[]> PROOFS = new LinkedHashMap<>();
  private static long index;

  /** The forms of a proof. */
  enum Form {
    LOG_PROOF,
    CALL,
    STATEMENT,
    PATH
  }

  @BeforeAll
  static void write() throws Exception {
    try (Ledger ledger = Ledger.open(folder, LedgerOptions.of(SIGNER, RANDOM))) {
      append(ledger, decision("other"));
      index = append(ledger, decision("paid"));
      append(ledger, outcome("paid", digest(SENT)));
    }
    LedgerReader reader = LedgerReader.open(folder);
    try (Ledger ledger = Ledger.open(folder, LedgerOptions.of(SIGNER, RANDOM))) {
      Calls calls = new Calls(reader);
      CallProof proof =
          CallProof.of(
              new Lookup.Found(calls.find("paid").orElseThrow(), reader), CallProof.Reader.CALLER);
      PROOFS.put(Form.LOG_PROOF, proof.text());
      PROOFS.put(Form.CALL, proof.json());
      PROOFS.put(Form.STATEMENT, proof.envelope(ledger));
      PROOFS.put(Form.PATH, ProvenPath.of(reader, calls.path("paid")));
    }
  }

  private static long append(Ledger ledger, JsonText leaf) throws Exception {
    return ledger.append(leaf.bytes());
  }

  private static JsonText decision(String txn) {
    return JsonText.object()
        .put("v", 1)
        .put("type", "decision")
        .put("txn", txn)
        .put("user", ALICE)
        .put("decision", "allow");
  }

  private static JsonText outcome(String txn, String digest) {
    return JsonText.object()
        .put("v", 1)
        .put("type", "outcome")
        .put("txn", txn)
        .put("status", "executed")
        .put("result_digest", pseudonym(digest));
  }

  /** What the guard's key makes of a digest. */
  private static String pseudonym(String digest) {
    return "hmac-" + Digests.ofBytes(("key" + digest).getBytes(UTF_8));
  }

  private static final Opener OPENER = digest -> Map.of(ALICE, pseudonym(digest));

  private static String digest(String result) {
    return Digests.ofBytes(result.getBytes(UTF_8));
  }

  private static String receipt() {
    return receipt(digest(SENT));
  }

  private static String receipt(String digest) {
    return "{\"decision\":\"allow\",\"log\":{\"index\":%d,\"origin\":\"%s\"},"
            .formatted(index, ORIGIN)
        + "\"result_digest\":\"%s\",\"txn\":\"paid\"}".formatted(digest);
  }

  /** As its client gets a result that had no {@code _meta}. */
  private static String received() {
    return received(receipt());
  }

  private static String received(String receipt) {
    return SENT.substring(0, SENT.length() - 1)
        + ",\"_meta\":{\"io.mcpguard/receipt\":%s}}".formatted(receipt);
  }

  private static ReceiptVerifier against(Form form) {
    return new ReceiptVerifier(PROOFS.getOrDefault(form, new byte[0]), List.of(SIGNER.verifier()));
  }

  private static Held held(String receipt, String result) {
    return new Held(receipt.getBytes(UTF_8), result.getBytes(UTF_8));
  }

  private static Held within(String result) {
    return Held.result(result.getBytes(UTF_8));
  }

  private static Fails fault(Held held) {
    return (Fails) against(Form.CALL).verify(held);
  }

  private static Fails opened(Held held) throws Exception {
    return (Fails) against(Form.CALL).verify(held, OPENER);
  }

  @ParameterizedTest
  @EnumSource
  void whatBelongsTogetherHoldsInEachForm(Form form) {
    assertThat(against(form).verify(held(receipt(), received()))).isInstanceOf(Holds.class);
    assertThat(against(form).verify(within(received()))).isInstanceOf(Holds.class);
    assertThat(against(form).verify(Held.receipt(receipt().getBytes(UTF_8))))
        .isInstanceOf(Holds.class);
  }

  @ParameterizedTest
  @EnumSource(names = "LOG_PROOF", mode = EnumSource.Mode.EXCLUDE)
  void whatTheLogHoldsIsOpenedWithTheKeyOfThePerson(Form form) throws Exception {
    assertThat(against(form).verify(within(received()), OPENER)).isInstanceOf(Holds.class);
  }

  @Test
  void aProofWithoutAnOutcomeOpensNothing() throws Exception {
    assertThat(against(Form.LOG_PROOF).verify(within(received()), OPENER))
        .isInstanceOfSatisfying(Fails.class, fails -> assertThat(fails.where()).isEqualTo("proof"));
  }

  @Test
  void ofAPersonWhoseKeyIsGoneNothingIsSaidOfTheReceipt() throws Exception {
    assertThat(against(Form.CALL).verify(within(received()), digest -> Map.of()))
        .isEqualTo(new Fails("proof", "is of a person whose key this guard does not have"));
  }

  /** "A one-byte change in any record … proof or receipt is found, and the message says which." */
  @Test
  void anotherByteOfTheReceiptIsFoundAndTheReceiptNamed() throws Exception {
    Random random = new Random(1);
    byte[] good = receipt().getBytes(UTF_8);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));

      assertThat(against(Form.CALL).verify(new Held(bad, SENT.getBytes(UTF_8)), OPENER))
          .as("byte %d of %d", at, good.length)
          .isInstanceOfSatisfying(
              Fails.class, fails -> assertThat(fails.where()).startsWith("receipt"));
    }
  }

  @Test
  void anotherByteOfTheResultIsFoundAndTheResultNamed() throws Exception {
    Random random = new Random(2);
    byte[] good = SENT.getBytes(UTF_8);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));

      assertThat(against(Form.CALL).verify(new Held(receipt().getBytes(UTF_8), bad), OPENER))
          .as("byte %d of %d", at, good.length)
          .isInstanceOfSatisfying(
              Fails.class, fails -> assertThat(fails.where()).isEqualTo("result"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherByteOfTheProofIsFoundAndTheProofNamed(Form form) {
    Random random = new Random(3);
    byte[] good = PROOFS.getOrDefault(form, new byte[0]);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      ReceiptVerifier altered = new ReceiptVerifier(bad, List.of(SIGNER.verifier()));

      assertThat(altered.verify(within(received())))
          .as("byte %d of %d", at, good.length)
          .isInstanceOfSatisfying(
              Fails.class, fails -> assertThat(fails.where()).startsWith("proof"));
    }
  }

  @Test
  void eachMemberOfTheReceiptIsComparedAndNamed() {
    assertThat(faultOf("\"paid\"", "\"other\"")).isEqualTo("receipt/txn");
    assertThat(faultOf("\"allow\"", "\"deny\"")).isEqualTo("receipt/decision");
    assertThat(faultOf("\"index\":" + index, "\"index\":0")).isEqualTo("receipt/log/index");
    assertThat(faultOf(ORIGIN, "guard.example/other")).isEqualTo("receipt/log/origin");
    assertThat(faultOf("{\"decision\"", "{\"more\":1,\"decision\"")).isEqualTo("receipt");
    assertThat(faultOf("\"txn\"", "\"tnx\"")).isEqualTo("receipt");
  }

  private static String faultOf(String from, String to) {
    assertThat(receipt()).contains(from);
    return fault(Held.receipt(receipt().replace(from, to).getBytes(UTF_8))).where();
  }

  @Test
  void aReceiptWithItsMembersInAnotherOrderIsTheSame() {
    String spelled =
        " {\"txn\": \"paid\", \"result_digest\": \"%s\", \"decision\": \"allow\",\n"
                .formatted(digest(SENT))
            + " \"log\": {\"origin\": \"%s\", \"index\": %d}}".formatted(ORIGIN, index);

    assertThat(against(Form.CALL).verify(held(spelled, received()))).isInstanceOf(Holds.class);
  }

  @Test
  void aReceiptThatIsNotTheOneInTheResultIsNamed() {
    String other = receipt(digest("{}"));

    assertThat(fault(held(other, received())))
        .isEqualTo(new Fails("receipt", "is not the one in the result"));
  }

  @Test
  void aResultWithoutAReceiptNeedsOneBesideIt() {
    assertThat(fault(within(SENT))).isEqualTo(new Fails("result", "has no receipt in it"));
    assertThat(against(Form.CALL).verify(held(receipt(), SENT))).isInstanceOf(Holds.class);
  }

  /** Whoever alters both alike is found by nobody without the person's key. */
  @Test
  void aResultAlteredTogetherWithItsReceiptIsFoundWithTheGuardsKey() throws Exception {
    String altered = SENT.replace("12.50", "92.50");
    Held both = held(receipt(digest(altered)), altered);

    assertThat(against(Form.CALL).verify(both)).isInstanceOf(Holds.class);
    assertThat(opened(both))
        .isEqualTo(new Fails("receipt/result_digest", "is not what the log holds"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{ }",
        "{\"content\":[]}",
        "{ \"content\" : [ ] }",
        "{\"content\":[],\"_meta\":{}}",
        "{\"content\":[],\"_meta\":{ \"a\" : 1 } }",
        "{\"_meta\":{\"a\":1},\"content\":[1,2]}",
        "{\"content\":[],\"resultType\":\"complete\"}",
        "{\"contents\":[],\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\"}",
        "{\"contents\":[],\"cacheScope\":\"public\",\"ttlMs\":60000}"
      })
  void whatAGuardAddsIsTakenAwayAgain(String sent) throws Exception {
    String client = GuardsEdits.of(sent, receipt(digest(sent)));

    assertThat(ReceivedResult.of(client.getBytes(UTF_8)).digests()).contains(digest(sent));
    assertThat(ReceivedResult.of(message(client).getBytes(UTF_8)).digests()).contains(digest(sent));
  }

  private static String message(String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":" + result + "}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{}}"})
  void whatIsNoResultIsNamed(String text) {
    assertThatThrownBy(() -> ReceivedResult.of(text.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            Refuted.class, refuted -> assertThat(refuted.verdict().where()).isEqualTo("result"));
  }
}
