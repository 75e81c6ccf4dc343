package io.mcpguard.provenance;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.ledger.Attestation;
import io.mcpguard.ledger.Hash;
import io.mcpguard.ledger.MalformedLogData;
import io.mcpguard.ledger.TlogProof;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.provenance.LogProofs.Shown;
import io.mcpguard.provenance.ProofVerdict.Holds;
import io.mcpguard.provenance.ProofVerdict.ProvenRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Checks one document of a call alone, with the keys of a log and nothing else of it: what {@link
 * CallProof}, {@link ProvenPath} and {@link Envelope} write.
 *
 * <p>Its attacker alters a document, or puts one together from parts of several. So every record is
 * proven, and whatever stands beside a record has to say the same as that.
 */
public final class CallProofVerifier {
  private static final byte[] LOG_PROOF = "c2sp.org/".getBytes(StandardCharsets.US_ASCII);
  private static final String DOCUMENT = "";

  private final LogProofs proofs;

  private CallProofVerifier(LogProofs proofs) {
    this.proofs = proofs;
  }

  /**
   * Checks a document.
   *
   * @param keys the log's, of which one signed it
   */
  public static ProofVerdict verify(byte[] document, List<VerifierKey> keys) {
    try {
      return new Holds(leaves(document, keys).stream().map(ProvenLeaf::record).toList());
    } catch (Refuted refuted) {
      return refuted.verdict();
    }
  }

  /** What a document proves. */
  static List<ProvenLeaf> leaves(byte[] document, List<VerifierKey> keys) throws Refuted {
    return new CallProofVerifier(new LogProofs(keys)).leaves(document);
  }

  private List<ProvenLeaf> leaves(byte[] document) throws Refuted {
    int head = Math.min(LOG_PROOF.length, document.length);
    if (Arrays.equals(document, 0, head, LOG_PROOF, 0, LOG_PROOF.length)) {
      return List.of(proofs.carried(document, "proof").proven());
    }
    ProofMembers json = ProofMembers.of(document, DOCUMENT);
    if (json.has("payload")) {
      return List.of(statement(json));
    }
    return json.has("path") ? path(json) : call(json);
  }

  /** DSSE v1: the signature is over the type and the payload. */
  private ProvenLeaf statement(ProofMembers envelope) throws Refuted {
    envelope.only(Set.of("payloadType", "payload", "signatures"));
    List<ProofMembers> signatures = envelope.objects("signatures");
    if (signatures.size() != 1) {
      throw new Refuted("/signatures", "needs exactly one, the log's");
    }
    ProofMembers signature = signatures.getFirst().only(Set.of("keyid", "sig"));
    byte[] payload = envelope.base64("payload");
    Attestation signed =
        new Attestation(
            envelope.text("payloadType"),
            payload,
            signature.text("keyid"),
            signature.base64("sig"));
    VerifierKey key =
        proofs.keys().stream()
            .filter(known -> known.signed(signed))
            .findFirst()
            .orElseThrow(
                () -> new Refuted(signature.where(), "no key that is known signed this payload"));
    signature.agrees("keyid", key.keyId(), "the key that signed");
    ProofMembers statement = ProofMembers.of(payload, "/payload");
    ProofMembers predicate = statement.object("predicate");
    ProofMembers log = predicate.object("log");
    ProofMembers decision = predicate.object("decision");
    String end =
        predicate.has("outcome")
            ? predicate.object("outcome").json().string("result_digest").orElse("")
            : "";
    return new ProvenLeaf(
        new ProvenRecord("statement", log.index("index"), decision.text("txn")),
        log.text("origin"),
        decision.text("decision"),
        decision.json().string("user").orElse(""),
        end);
  }

  private List<ProvenLeaf> path(ProofMembers json) throws Refuted {
    json.only(Set.of("origin", "checkpoint", "path"));
    List<ProofMembers> calls = json.objects("path");
    if (calls.isEmpty()) {
      throw new Refuted("/path", "has no call");
    }
    List<ProvenLeaf> proven = new ArrayList<>();
    String parent = parent(json, calls.getFirst(), proven);
    for (ProofMembers call : calls.subList(1, calls.size())) {
      if (parent.isEmpty()) {
        throw new Refuted(call.where(), "comes after a call that no other led to");
      }
      call.agrees("txn", parent, "the call that led to the one before");
      parent = parent(json, call, proven);
    }
    if (!parent.isEmpty()) {
      throw new Refuted("/path", "ends before the call that led to the last one");
    }
    return proven;
  }

  /** The call that led to this one, as its one decision says; empty text for a root. */
  private String parent(ProofMembers json, ProofMembers call, List<ProvenLeaf> proven)
      throws Refuted {
    call.only(Set.of("txn", "leaves"));
    List<String> parents = new ArrayList<>();
    for (ProofMembers leaf : call.objects("leaves")) {
      Shown shown = leaf(json, leaf);
      call.agrees("txn", shown.text("txn"), leaf.where());
      if (shown.text("type").equals("decision")) {
        parents.add(shown.text("parent"));
      }
      proven.add(shown.proven());
    }
    if (parents.size() != 1) {
      throw new Refuted(call.where() + "/leaves", "needs the one decision of its call");
    }
    return parents.getFirst();
  }

  private Shown leaf(ProofMembers json, ProofMembers leaf) throws Refuted {
    leaf.only(Set.of("index", "leaf", "bytes", "proof"));
    byte[] bytes = leaf.base64url("bytes");
    Shown shown = proofs.beside(leaf, bytes);
    under(json, shown.proof());
    if (!Digests.of(leaf.object("leaf").json()).equals(Digests.ofBytes(bytes))) {
      throw new Refuted(leaf.where() + "/leaf", "is not what its bytes say");
    }
    return shown;
  }

  /** What says the checkpoint once for all says that of each proof. */
  private static void under(ProofMembers json, TlogProof proof) throws Refuted {
    json.agrees("checkpoint", proof.checkpoint().note(), "the proofs");
    if (json.has("origin")) {
      json.agrees("origin", proof.checkpoint().origin(), "the proofs");
    }
  }

  private List<ProvenLeaf> call(ProofMembers json) throws Refuted {
    json.only(Set.of("receipt", "decision", "checkpoint"), "outcome", "task");
    ProofMembers receipt = json.object("receipt").only(Set.of("txn", "decision", "status", "log"));
    ProofMembers decision = json.object("decision");
    if (!decision.has("leaf")) {
      return List.of(hidden(json, receipt, decision));
    }
    Shown decided = record(json, "decision");
    receipt.agrees("txn", decided.text("txn"), "/decision");
    receipt.agrees("decision", decided.text("decision"), "/decision");
    logged(receipt, decided.proof());
    List<ProvenLeaf> proven = new ArrayList<>(List.of(decided.proven()));
    String status = "";
    for (String end : List.of("outcome", "task")) {
      if (json.has(end)) {
        Shown ended = record(json, end);
        receipt.agrees("txn", ended.text("txn"), "/" + end);
        status = end.equals("outcome") ? ended.text("status") : status;
        proven.add(ended.proven());
      }
    }
    receipt.agrees("status", status, "/outcome");
    return proven;
  }

  private static void logged(ProofMembers receipt, TlogProof proof) throws Refuted {
    ProofMembers log = receipt.object("log").only(Set.of("origin", "index"));
    log.agrees("index", proof.index(), "/decision");
    log.agrees("origin", proof.checkpoint().origin(), "/decision");
  }

  private Shown record(ProofMembers json, String type) throws Refuted {
    ProofMembers holder = json.object(type).only(Set.of("index", "leaf_hash", "leaf", "proof"));
    byte[] bytes = holder.base64url("leaf");
    Shown shown = proofs.beside(holder, bytes);
    under(json, shown.proof());
    if (!shown.text("type").equals(type)) {
      throw new Refuted(holder.where(), "is a record of another type");
    }
    if (!shown.proof().provesLeaf(hash(holder))) {
      throw new Refuted(holder.where() + "/leaf_hash", "is not that of the record");
    }
    return shown;
  }

  /**
   * A refusal as its caller gets it: that there is a record is proven, and what it says is not. So
   * nothing may stand beside it that only the record could bear out.
   */
  private ProvenLeaf hidden(ProofMembers json, ProofMembers receipt, ProofMembers decision)
      throws Refuted {
    json.only(Set.of("receipt", "decision", "checkpoint"));
    if (receipt.text("decision").equals("allow") || !receipt.text("status").isEmpty()) {
      throw new Refuted("/receipt", "is of a call that was let out, whose record has to be here");
    }
    decision.only(Set.of("index", "leaf_hash", "proof"));
    byte[] text = decision.text("proof").getBytes(StandardCharsets.UTF_8);
    TlogProof proof = proofs.read(text, decision.where() + "/proof");
    decision.agrees("index", proof.index(), decision.where() + "/proof");
    under(json, proof);
    logged(receipt, proof);
    if (!proof.provesLeaf(hash(decision))) {
      throw new Refuted(decision.where() + "/leaf_hash", "is not that of the record in the log");
    }
    return new ProvenLeaf(
        new ProvenRecord("decision", proof.index(), ""), proof.checkpoint().origin(), "", "", "");
  }

  private static Hash hash(ProofMembers holder) throws Refuted {
    try {
      return Hash.fromBase64(holder.text("leaf_hash"));
    } catch (MalformedLogData e) {
      throw new Refuted(holder.where() + "/leaf_hash", "is no hash");
    }
  }
}
