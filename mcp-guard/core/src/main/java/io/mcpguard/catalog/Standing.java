package io.mcpguard.catalog;

/** How a tool's definition stands to what was accepted. */
public sealed interface Standing {
  /** The definition seen last is the accepted one. */
  record Pinned(String digest) implements Standing {}

  /** The upstream offers a tool that nobody accepted. */
  record New(String digest) implements Standing {}

  /** The definition has changed since it was accepted. */
  record Changed(String accepted, String seen) implements Standing {}

  /** It was accepted; since the upstream began anew, or we did, nobody has seen what it offers. */
  record Awaited() implements Standing {}

  /** The upstream does not offer such a tool, as far as was seen. */
  record Unseen() implements Standing {}
}
