package io.mcpguard.policy;

/** What kind of thing a call is about. */
public enum TargetKind {
  TOOL,
  RESOURCE,
  PROMPT
}
