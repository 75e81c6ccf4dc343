package io.mcpguard.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.provenance.LiveCalls.Lookup;
import io.mcpguard.provenance.ProofVerdict.Fails;
import io.mcpguard.provenance.ProofVerdict.Holds;
import io.mcpguard.provenance.ProofVerdict.ProvenRecord;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A33 at what leaves the log: a proof in any form is believed as it was given, or not at all. */
class CallProofVerifierTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NoteSigner SIGNER = NoteSigner.generate("guard.example/ledger", RANDOM);

  @TempDir private static Path folder;
  private static Ledger ledger;
  private static LedgerReader reader;
  private static final Map<Form, byte[]> DOCUMENTS = new LinkedHashMap<>();

  /** The forms of a proof. */
  enum Form {
    LOG_PROOF,
    CALL,
    STATEMENT,
    PATH
  }

  @BeforeAll
  static void write() throws Exception {
    ledger = Ledger.open(folder, LedgerOptions.of(SIGNER, RANDOM));
    Random random = new Random(7);
    for (int before = random.nextInt(300); before > 0; before--) {
      append(decision("other-" + before, "allow"));
    }
    long asked = append(decision("asked", "allow"));
    long paid = append(decision("paid", "allow").put("parent", "asked"));
    append(outcome("paid", paid));
    append(outcome("asked", asked));
    append(decision("refused", "deny"));
    for (int after = random.nextInt(300); after > 0; after--) {
      append(decision("later-" + after, "allow"));
    }
    append(decision("last", "allow"));
    ledger.close();
    reader = LedgerReader.open(folder);
    ledger = Ledger.open(folder, LedgerOptions.of(SIGNER, RANDOM));
    Calls calls = new Calls(reader);
    CallProof proof = CallProof.of(found("paid"), CallProof.Reader.AUDITOR);
    DOCUMENTS.put(Form.LOG_PROOF, proof.text());
    DOCUMENTS.put(Form.CALL, proof.json());
    DOCUMENTS.put(Form.STATEMENT, proof.envelope(ledger));
    DOCUMENTS.put(Form.PATH, ProvenPath.of(reader, calls.path("paid")));
  }

  @AfterAll
  static void close() throws Exception {
    ledger.close();
  }

  private static Lookup.Found found(String txn) throws Exception {
    return new Lookup.Found(new Calls(reader).find(txn).orElseThrow(), reader);
  }

  private static long append(JsonText leaf) throws Exception {
    return ledger.append(leaf.bytes());
  }

  private static JsonText decision(String txn, String decision) {
    return JsonText.object()
        .put("v", 1)
        .put("type", "decision")
        .put("txn", txn)
        .put("run", "run-1")
        .put("decision", decision);
  }

  private static JsonText outcome(String txn, long decision) {
    return JsonText.object()
        .put("v", 1)
        .put("type", "outcome")
        .put("txn", txn)
        .put("decision_leaf", decision)
        .put("status", "executed");
  }

  private static ProofVerdict verdict(byte[] document) {
    return CallProofVerifier.verify(document, List.of(SIGNER.verifier()));
  }

  private static byte[] document(Form form) {
    return DOCUMENTS.getOrDefault(form, new byte[0]).clone();
  }

  private static List<String> proven(byte[] document) {
    return ((Holds) verdict(document))
        .records().stream().map(record -> record.type() + " of " + record.txn()).toList();
  }

  @Test
  void eachFormProvesItsRecords() {
    assertThat(proven(document(Form.LOG_PROOF))).containsExactly("decision of paid");
    assertThat(proven(document(Form.CALL))).containsExactly("decision of paid", "outcome of paid");
    assertThat(proven(document(Form.STATEMENT))).containsExactly("statement of paid");
    assertThat(proven(document(Form.PATH)))
        .containsExactly(
            "decision of paid", "outcome of paid", "decision of asked", "outcome of asked");
  }

  /** "A one-byte change in any record … proof or receipt is found, and the message says which." */
  @ParameterizedTest
  @EnumSource
  void anotherByteAnywhereIsFound(Form form) {
    Random random = new Random(form.name().hashCode());
    byte[] good = document(form);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));

      assertThat(verdict(bad))
          .as("byte %d of %d", at, good.length)
          .isInstanceOfSatisfying(Fails.class, fails -> assertThat(fails.what()).isNotBlank());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDocumentThatWasCutShortIsNotBelieved(Form form) {
    byte[] good = document(form);
    for (int length = 0; length < good.length; length += 13) {
      assertThat(verdict(Arrays.copyOf(good, length)))
          .as("%d bytes", length)
          .isInstanceOf(Fails.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDocumentOfAnotherLogIsNotBelieved(Form form) {
    VerifierKey foreign = NoteSigner.generate("guard.example/ledger", RANDOM).verifier();

    assertThat(CallProofVerifier.verify(document(form), List.of(foreign)))
        .isInstanceOf(Fails.class);
    assertThat(CallProofVerifier.verify(document(form), List.of())).isInstanceOf(Fails.class);
    assertThat(CallProofVerifier.verify(document(form), List.of(foreign, SIGNER.verifier())))
        .isInstanceOf(Holds.class);
  }

  private static Fails altered(Form form, String from, String to) {
    String text = new String(document(form), UTF_8);
    assertThat(text).contains(from);
    return (Fails) verdict(text.replaceFirst(from, to).getBytes(UTF_8));
  }

  @Test
  void whatAReceiptSaysOfItsCallIsComparedWithTheRecords() {
    assertThat(altered(Form.CALL, "\"txn\":\"paid\"", "\"txn\":\"asked\""))
        .isEqualTo(new Fails("/receipt/txn", "is not that of /decision"));
    assertThat(altered(Form.CALL, "\"status\":\"executed\"", "\"status\":\"refused\""))
        .isEqualTo(new Fails("/receipt/status", "is not that of /outcome"));
    assertThat(altered(Form.CALL, "\"decision\":\"allow\"", "\"decision\":\"deny\""))
        .isEqualTo(new Fails("/receipt/decision", "is not that of /decision"));
  }

  @Test
  void anEndThatWasLeftOutIsMissed() {
    String text = new String(document(Form.CALL), UTF_8);
    int from = text.indexOf("\"outcome\":");
    String without = text.substring(0, from) + text.substring(text.indexOf("\"receipt\":"));

    assertThat(verdict(without.getBytes(UTF_8)))
        .isEqualTo(new Fails("/receipt/status", "is not that of /outcome"));
  }

  @Test
  void aRecordInAnothersPlaceIsNamed() throws Exception {
    String text = new String(document(Form.CALL), UTF_8);
    String other = new String(CallProof.of(found("asked"), CallProof.Reader.AUDITOR).json(), UTF_8);
    String mixed =
        text.replace(part(text, "outcome", "receipt"), part(other, "outcome", "receipt"));

    assertThat(verdict(mixed.getBytes(UTF_8)))
        .isEqualTo(new Fails("/receipt/txn", "is not that of /outcome"));
  }

  private static String part(String text, String from, String to) {
    return text.substring(text.indexOf("\"" + from + "\":{"), text.indexOf("\"" + to + "\":{"));
  }

  @Test
  void aPathThatSkipsACallIsFound() throws Exception {
    List<TracedCall> path = new ArrayList<>(new Calls(reader).path("paid"));

    assertThat(verdict(ProvenPath.of(reader, path.subList(0, 1))))
        .isEqualTo(new Fails("/path", "ends before the call that led to the last one"));
    path.set(1, new Calls(reader).find("later-1").orElseThrow());
    assertThat(verdict(ProvenPath.of(reader, path)))
        .isEqualTo(new Fails("/path/1/txn", "is not that of the call that led to the one before"));
  }

  @Test
  void aPathOfCallsThatHaveNothingToDoWithEachOtherIsFound() throws Exception {
    List<TracedCall> glued =
        List.of(
            new Calls(reader).find("asked").orElseThrow(),
            new Calls(reader).find("later-1").orElseThrow());

    assertThat(verdict(ProvenPath.of(reader, glued)))
        .isEqualTo(new Fails("/path/1", "comes after a call that no other led to"));
    assertThat(verdict(ProvenPath.of(reader, List.of())))
        .isEqualTo(new Fails("/path", "has no call"));
  }

  @Test
  void aCallOfAPathWithoutItsDecisionIsFound() {
    String text = new String(document(Form.PATH), UTF_8);
    int first = text.indexOf("\"leaves\":[") + "\"leaves\":[".length();
    String member = text.substring(first, text.indexOf(':', first));
    String without = text.substring(0, first) + text.substring(text.indexOf(member, first + 1));

    assertThat(without).hasSizeLessThan(text.length());
    assertThat(verdict(without.getBytes(UTF_8)))
        .isEqualTo(new Fails("/path/0/leaves", "needs the one decision of its call"));
  }

  @Test
  void besideAHiddenRecordNothingStandsThatItAloneCouldBearOut() throws Exception {
    String text = new String(CallProof.of(found("refused"), CallProof.Reader.CALLER).json(), UTF_8);

    Fails allowed =
        (Fails)
            verdict(
                text.replace("\"decision\":\"deny\"", "\"decision\":\"allow\"").getBytes(UTF_8));
    Fails ended =
        (Fails) verdict(text.replace("\"status\":\"\"", "\"status\":\"executed\"").getBytes(UTF_8));
    Fails more = (Fails) verdict(text.replaceFirst("\\{", "{\"outcome\":{},").getBytes(UTF_8));

    assertThat(List.of(allowed.where(), ended.where())).containsOnly("/receipt");
    assertThat(more.what()).isNotBlank();
  }

  @Test
  void ofARefusalItsCallerCanProveThatThereIsARecord() throws Exception {
    byte[] document = CallProof.of(found("refused"), CallProof.Reader.CALLER).json();

    assertThat(verdict(document))
        .asInstanceOf(type(Holds.class))
        .extracting(Holds::records)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(ProvenRecord.class))
        .singleElement()
        .returns("", ProvenRecord::txn);
  }
}
