package io.mcpguard.conformance;

import io.mcpguard.testkit.EchoToolServer;

/**
 * A configuration that most attacks are tried on: one echoing upstream, alice may use some of it.
 */
final class EchoGuard {
  private EchoGuard() {}

  /**
   * Scope {@code echo.use} covers the tool {@code echo}; {@code echo.more} covers {@code more},
   * which alice may use and agents may not; {@code hidden} is covered by nothing.
   */
  static String configuration(EchoToolServer echo) {
    return """
    users: { alice: { may: [echo.use, echo.more] }, bob: { may: [echo.use, echo.more, echo.never] } }
    agents: { default: { ceiling: [echo.use], max-instances: 10 } }
    upstreams:
      echo: { url: "%s", assertion: txn-token }
      other: { url: "%s", assertion: txn-token }
    scopes:
      echo.use: { says: "Echo a text", tools: ["echo/echo", "other/echo"] }
      echo.more: { says: "Echo more", tools: ["echo/more"] }
      echo.never: { says: "Echo what nobody may", tools: ["echo/never"] }
    clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
    default-scope: [echo.use]
    """
        .formatted(echo.url(), echo.url());
  }
}
