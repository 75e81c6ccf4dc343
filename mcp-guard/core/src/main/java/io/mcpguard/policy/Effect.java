package io.mcpguard.policy;

/** What a rule does to a call that it matches. {@code forbid} beats {@code permit}. */
public enum Effect {
  PERMIT("permit"),
  FORBID("forbid");

  private final String word;

  Effect(String word) {
    this.word = word;
  }

  /** The key in a policy file. */
  public String word() {
    return word;
  }
}
