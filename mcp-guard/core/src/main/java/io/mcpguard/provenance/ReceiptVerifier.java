package io.mcpguard.provenance;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.provenance.ProofVerdict.Holds;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks what a client holds of a call, its receipt and its result, against a proof of that call.
 *
 * <p>Its attacker alters one of the three, or puts together what does not belong together. Who
 * alters the result and the digest in the receipt alike is found with the guard's keys alone: the
 * log has that digest under the person's key.
 */
public final class ReceiptVerifier {
  private static final byte[] NONE = {};

  private final byte[] proof;
  private final List<VerifierKey> keys;

  /**
   * Holds against one proof.
   *
   * @param proof in any form that {@link CallProofVerifier} takes
   * @param keys the log's, of which one signed it
   */
  public ReceiptVerifier(byte[] proof, List<VerifierKey> keys) {
    this.proof = proof.clone();
    this.keys = List.copyOf(keys);
  }

  /**
   * What a client has.
   *
   * @param receipt {@code _meta["io.mcpguard/receipt"]}; empty where the result has it in it
   * @param result the result, or the message around it, as it came; empty where only the receipt is
   *     at hand
   */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way to a reader: nobody compares them.
  public record Held(byte[] receipt, byte[] result) {
    /** A receipt alone. */
    public static Held receipt(byte[] receipt) {
      return new Held(receipt, NONE);
    }

    /** A result with the receipt in it. */
    public static Held result(byte[] result) {
      return new Held(NONE, result);
    }
  }

  /** Who has the keys of people. */
  public interface Opener {
    /**
     * What a digest is in the leaves of each person, by the person's own pseudonym.
     *
     * @throws IOException when it cannot be asked
     */
    Map<String, String> pseudonyms(String digest) throws IOException;
  }

  /** Whether all belong together, the log's own digest of the result unopened. */
  public ProofVerdict verify(Held held) {
    try {
      Read read = read(held);
      List<ProvenLeaf> leaves = proven();
      belongs(read.receipt(), leaves);
      read.compare();
      return new Holds(leaves.stream().map(ProvenLeaf::record).toList());
    } catch (Refuted refuted) {
      return refuted.verdict();
    }
  }

  /**
   * Whether all belong together, and are what the log holds.
   *
   * @throws IOException when {@code opener} cannot be asked
   */
  public ProofVerdict verify(Held held, Opener opener) throws IOException {
    try {
      Read read = read(held);
      List<ProvenLeaf> leaves = proven();
      ProvenLeaf decision = belongs(read.receipt(), leaves);
      String inLog = resultDigest(leaves, decision.record().txn());
      Map<String, String> opened = opener.pseudonyms(read.digest());
      if (!opened.containsKey(decision.user())) {
        throw new Refuted("proof", "is of a person whose key this guard does not have");
      }
      if (!inLog.equals(opened.get(decision.user()))) {
        throw new Refuted("receipt/result_digest", "is not what the log holds");
      }
      read.compare();
      return new Holds(leaves.stream().map(ProvenLeaf::record).toList());
    } catch (Refuted refuted) {
      return refuted.verdict();
    }
  }

  /**
   * What was held, read.
   *
   * @param digests what the result may be; empty where there is none
   */
  private record Read(ProofMembers receipt, Set<String> digests) {
    String digest() throws Refuted {
      return receipt.text("result_digest");
    }

    void compare() throws Refuted {
      if (!digests.isEmpty() && !digests.contains(digest())) {
        throw new Refuted("result", "is not the one whose digest the receipt holds");
      }
    }
  }

  private static Read read(Held held) throws Refuted {
    if (held.result().length == 0) {
      return new Read(receipt(held.receipt()), Set.of());
    }
    ReceivedResult result = ReceivedResult.of(held.result());
    if (held.receipt().length == 0) {
      JsonObject within =
          result.receipt().orElseThrow(() -> new Refuted("result", "has no receipt in it"));
      return new Read(known(within), result.digests());
    }
    ProofMembers given = receipt(held.receipt());
    if (result.receipt().filter(within -> !isSame(within, given.json())).isPresent()) {
      throw new Refuted("receipt", "is not the one in the result");
    }
    return new Read(given, result.digests());
  }

  private static boolean isSame(JsonObject one, JsonObject other) {
    return Digests.of(one).equals(Digests.of(other));
  }

  /** In any spelling: programs keep it otherwise than it came, and every member is compared. */
  private static ProofMembers receipt(byte[] bytes) throws Refuted {
    try {
      if (JsonDocument.read(bytes, ReadRules.answer()).root() instanceof JsonObject json) {
        return known(json);
      }
    } catch (MalformedJson malformed) {
      // said below
    }
    throw new Refuted("receipt", "is no JSON object");
  }

  private static ProofMembers known(JsonObject json) throws Refuted {
    return new ProofMembers("receipt", json)
        .only(Set.of("txn", "decision", "result_digest", "log"));
  }

  private List<ProvenLeaf> proven() throws Refuted {
    try {
      return CallProofVerifier.leaves(proof, keys);
    } catch (Refuted refuted) {
      throw refuted.within("proof");
    }
  }

  /** The decision that the receipt names. */
  private static ProvenLeaf belongs(ProofMembers receipt, List<ProvenLeaf> leaves) throws Refuted {
    String txn = receipt.text("txn");
    ProvenLeaf decision =
        leaves.stream()
            .filter(leaf -> leaf.decides() && leaf.isOf(txn))
            .findFirst()
            .orElseThrow(() -> new Refuted("receipt/txn", "is of no call that the proof shows"));
    receipt.agrees("decision", decision.decision(), "the record in the proof");
    ProofMembers log = receipt.object("log").only(Set.of("origin", "index"));
    log.agrees("origin", decision.origin(), "the record in the proof");
    log.agrees("index", decision.record().index(), "the record in the proof");
    return decision;
  }

  private static String resultDigest(List<ProvenLeaf> leaves, String txn) throws Refuted {
    return leaves.stream()
        .filter(leaf -> leaf.isOf(txn) && !leaf.record().type().equals("task"))
        .map(ProvenLeaf::resultDigest)
        .filter(digest -> !digest.isEmpty())
        .findFirst()
        .orElseThrow(() ->
            new Refuted("proof", "shows no outcome with the digest of a result; get it as JSON"));
  }
}
