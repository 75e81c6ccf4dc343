package io.mcpguard.provenance;

/**
 * An edge of the execution graph: {@code from} came of {@code to}.
 *
 * @param relation in the words of PROV-DM
 * @param from the later one
 * @param to the earlier one
 * @param basis what it rests on
 */
public record Edge(Relation relation, Node from, Node to, Basis basis) {
  /** Relations of PROV-DM (§2.1). */
  public enum Relation {
    ACTED_ON_BEHALF_OF("actedOnBehalfOf", "delegate", "responsible"),
    WAS_ASSOCIATED_WITH("wasAssociatedWith", "activity", "agent"),
    WAS_STARTED_BY("wasStartedBy", "activity", "starter"),
    WAS_INFORMED_BY("wasInformedBy", "informed", "informant"),
    USED("used", "activity", "entity"),
    WAS_GENERATED_BY("wasGeneratedBy", "entity", "activity"),
    WAS_DERIVED_FROM("wasDerivedFrom", "generatedEntity", "usedEntity"),
    SPECIALIZATION_OF("specializationOf", "specificEntity", "generalEntity");

    private final String word;
    private final String from;
    private final String to;

    Relation(String word, String from, String to) {
      this.word = word;
      this.from = from;
      this.to = to;
    }

    /** The word of PROV-JSON. */
    public String word() {
      return word;
    }

    /** PROV-JSON's name of the later end. */
    String from() {
      return from;
    }

    /** PROV-JSON's name of the earlier end. */
    String to() {
      return to;
    }
  }

  /** What an edge rests on (contracts §2, graph). */
  public enum Basis {
    /** The guard saw or did it itself. */
    RECORDED("recorded"),
    /** A verified assertion of a parent, a session, or a handle that was bound. */
    DECLARED("declared"),
    /** A value of a result came again in later arguments; that is no proof of a cause. */
    OBSERVED("observed"),
    /** Nothing but the same access token at that time. */
    TEMPORAL("temporal");

    private final String word;

    Basis(String word) {
      this.word = word;
    }

    /** The word in exports. */
    public String word() {
      return word;
    }
  }
}
