package io.mcpguard.provenance;

/** A part of a document does not hold. */
final class Refuted extends Exception {
  private static final long serialVersionUID = 1;

  private final String where;

  /**
   * The fault of a part; {@code what} repeats nothing of it.
   *
   * @param where its path in the document
   */
  Refuted(String where, String what) {
    super(what);
    this.where = where;
  }

  /** The same fault, where {@code document} is one of several. */
  Refuted within(String document) {
    String path = where.isEmpty() || where.startsWith("/") ? document + where : where;
    return new Refuted(path, String.valueOf(getMessage()));
  }

  ProofVerdict.Fails verdict() {
    return new ProofVerdict.Fails(where, String.valueOf(getMessage()));
  }
}
