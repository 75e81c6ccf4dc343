package io.mcpguard.provenance;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.ledger.MalformedLogData;
import io.mcpguard.ledger.TlogProof;
import io.mcpguard.ledger.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Checks proofs of records under the keys of one log. */
record LogProofs(List<VerifierKey> keys) {
  LogProofs {
    keys = List.copyOf(keys);
  }

  /** A record that a proof showed. */
  record Shown(TlogProof proof, JsonObject record) {
    String text(String member) {
      return record.string(member).orElse("");
    }

    ProvenLeaf proven() {
      return new ProvenLeaf(
          new ProofVerdict.ProvenRecord(text("type"), proof.index(), text("txn")),
          proof.checkpoint().origin(),
          text("decision"),
          text("user"),
          text("result_digest"));
    }
  }

  /** A proof whose checkpoint one of the keys signed. */
  TlogProof read(byte[] text, String where) throws Refuted {
    String why = "there is no key to verify it with";
    for (VerifierKey key : keys) {
      try {
        return TlogProof.read(text, key);
      } catch (MalformedLogData e) {
        why = String.valueOf(e.getMessage());
      }
    }
    throw new Refuted(where, why);
  }

  /** The record that a proof carries itself. */
  Shown carried(byte[] text, String where) throws Refuted {
    TlogProof proof = read(text, where);
    byte[] record;
    try {
      record = TlogProof.extra(text);
    } catch (MalformedLogData e) {
      throw new Refuted(where, "carries no record of which it could be a proof");
    }
    return shown(proof, record, where);
  }

  /** The record that stands beside its proof. */
  Shown beside(ProofMembers holder, byte[] record) throws Refuted {
    String where = holder.where();
    byte[] text = holder.text("proof").getBytes(StandardCharsets.UTF_8);
    TlogProof proof = read(text, where + "/proof");
    holder.agrees("index", proof.index(), where + "/proof");
    return shown(proof, record, where);
  }

  private static Shown shown(TlogProof proof, byte[] record, String where) throws Refuted {
    if (!proof.proves(record)) {
      throw new Refuted(
          where,
          "the log has no such record at index " + proof.index() + ", or the proof is another");
    }
    try {
      if (JsonDocument.read(record, ReadRules.answer()).root() instanceof JsonObject json) {
        return new Shown(proof, json);
      }
    } catch (MalformedJson foreign) {
      // said below
    }
    throw new Refuted(where, "stands in the log and is no record of a guard");
  }
}
