package io.mcpguard.protocol;

/** The two forms of MCP (2026-07-28, basic/versioning, terminology). */
public enum Era {
  /** Revisions up to 2025-11-25: {@code initialize} opens a session. */
  LEGACY,
  /** 2026-07-28: each request brings all that it needs in its {@code _meta}. */
  MODERN
}
