package io.mcpguard.ledger;

import java.nio.charset.StandardCharsets;

/**
 * That a log's key handed the log over to the next one: a proof (c2sp.org/tlog-proof) of the leaf
 * that names the next key, which is its extra data, under a checkpoint that both signed.
 *
 * @param leaf what the old key said
 * @param checkpoint the tree it stands in
 */
record HandOver(KeyLeaf leaf, Checkpoint checkpoint) {
  /**
   * Reads and verifies a hand-over by the keys it names; whether its old key is one to be believed
   * is for the caller to say.
   *
   * @throws MalformedLogData when one of the two keys did not sign, or the leaf is not in the tree
   */
  static HandOver read(byte[] bytes) throws MalformedLogData {
    byte[] entry = TlogProof.extra(bytes);
    KeyLeaf leaf = KeyLeaf.read(entry);
    TlogProof proof = TlogProof.read(bytes, leaf.old());
    byte[] note = proof.checkpoint().note().getBytes(StandardCharsets.UTF_8);
    if (!Checkpoint.read(note, leaf.next()).equals(proof.checkpoint()) || !proof.proves(entry)) {
      throw new MalformedLogData("hand-over: its leaf is not in the tree of its checkpoint");
    }
    return new HandOver(leaf, proof.checkpoint());
  }
}
