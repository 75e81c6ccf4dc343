package io.mcpguard.provenance;

import java.util.Locale;

/**
 * A node of the execution graph. Its attributes are one text each; a graph holds a node once.
 *
 * @param kind what it is
 * @param id what names it among all of its kind
 * @param label what a person reads
 */
public record Node(Kind kind, String id, String label) {
  /** What a node can be, in the words of PROV-DM: an agent, an activity or an entity. */
  public enum Kind {
    /** A person, by pseudonym. */
    USER(Prov.AGENT),
    /** A registered agent, by its {@code client_id}. */
    AGENT(Prov.AGENT),
    /** What a user's consent made of an agent. */
    INSTANCE(Prov.AGENT),
    /** The guard, by its log's origin. */
    GUARD(Prov.AGENT),
    /** A tool server. */
    SERVER(Prov.AGENT),
    /** What set a run going. */
    TRIGGER(Prov.ACTIVITY),
    RUN(Prov.ACTIVITY),
    CALL(Prov.ACTIVITY),
    DECISION(Prov.ACTIVITY),
    /** The arguments or parameters of a call, by digest. */
    ARGUMENTS(Prov.ENTITY),
    RESULT(Prov.ENTITY),
    TOOL_DEFINITION(Prov.ENTITY),
    POLICY(Prov.ENTITY);

    private final Prov prov;

    Kind(Prov prov) {
      this.prov = prov;
    }

    /** The type of PROV-DM. */
    Prov prov() {
      return prov;
    }
  }

  /** The three types of PROV-DM (§2.1). */
  enum Prov {
    AGENT,
    ACTIVITY,
    ENTITY
  }

  /** Names it among all nodes. */
  public String name() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + id;
  }
}
