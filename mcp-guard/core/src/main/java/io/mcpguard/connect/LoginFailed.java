package io.mcpguard.connect;

/** There are no tokens: what the host is told, and what is wrong with which remedy for the log. */
final class LoginFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final Trouble trouble;

  LoginFailed(Trouble trouble, String says) {
    super(says);
    this.trouble = trouble;
  }

  LoginFailed(Trouble trouble, String says, Throwable cause) {
    super(says, cause);
    this.trouble = trouble;
  }

  /** Something is not as it must be. */
  static LoginFailed because(String says) {
    return new LoginFailed(Trouble.LOGIN_FAILED, says);
  }

  Trouble trouble() {
    return trouble;
  }
}
