package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A tool that was accepted, of a server that has begun anew and whose list nobody has seen since:
 * it is not called, for it may be another one now; and its callers are not told that it is gone.
 */
@Timeout(60)
class AwaitedToolTest {
  private static final String WORK = "{\"name\":\"work\",\"inputSchema\":{}}";

  private final LegacyScript upstream = LegacyScript.listing(() -> WORK);
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  @Test
  void itsCallersAreToldThatItsServerCannotBeReachedNow() throws Exception {
    MemoryClient alice = guard.client("alice");
    guard.forgetTools();

    int code = alice.call("work", "{}").errorCode();

    assertThat(code).isEqualTo(1502);
    assertThat(upstream.received("tools/call")).isEmpty();
  }

  @Test
  void aToolThatNobodyAcceptedIsNotThere() throws Exception {
    MemoryClient alice = guard.client("alice");
    guard.forgetTools();

    assertThat(alice.call("absent", "{}").errorCode()).isEqualTo(-32602);
  }
}
