package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonText;

/** Leaves as events of the Open Cybersecurity Schema Framework, one each. */
final class Ocsf {
  private Ocsf() {}

  /** The event of a leaf; one of a kind that nobody knows yet is told as it is. */
  static JsonText of(Told told) {
    return switch (told.type()) {
      case "decision" -> OcsfCalls.decision(told);
      case "outcome" -> OcsfCalls.outcome(told);
      case "task" -> OcsfCalls.taskEnd(told);
      case "refusals" -> OcsfRefusals.of(told);
      case "login" -> OcsfAccess.login(told);
      case "grant" -> OcsfAccess.grant(told);
      case "agent", "pin", "config", "key", "policy", "approval" -> OcsfAccess.entity(told);
      default ->
          new OcsfEvent(told, OcsfClass.BASE, OcsfClass.OTHER, "leaf")
              .status(OcsfStatus.UNKNOWN, told.type(), "")
              .json();
    };
  }
}
