package io.mcpguard.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.EchoingGuard;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.jose.Sealer;
import io.mcpguard.testkit.MovableClock;
import io.mcpguard.upstream.SessionTickets.Standing;
import io.mcpguard.upstream.SessionTickets.Ticket;
import java.security.SecureRandom;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Ids outlive the version that sealed them. */
class SessionTicketsTest {
  private static final MovableClock CLOCK = MovableClock.at("2026-11-26T12:00:00Z");
  private static final Sealer SEALER =
      new Sealer(new SecretKeySpec(new byte[32], "AES"), new SecureRandom());
  private static final Upstream HERE =
      new Upstream("here", "https://guard.example/mcp/here", "urn:here", Set.of(), Set.of());
  private static final String SAID =
      "\"sid\":\"run\",\"rev\":\"2025-11-25\",\"grant\":\"g\",\"at\":\"guard\",\"exp\":9999999999";

  private final SessionTickets tickets = new SessionTickets(SEALER, CLOCK);
  private final Delegated alice = caller();

  @Test
  void anIdOfTheFormWithoutANumberOpensItsSession() {
    assertThat(tickets.open(alice, HERE, sealed("{" + SAID + "}")))
        .map(Ticket::standing)
        .contains(new Standing.Bridged(""));
  }

  @Test
  void oneOfThisFormSaysWithWhatItBegins() {
    assertThat(tickets.open(alice, HERE, sealed("{\"v\":2,\"said\":{\"a\":[ ]}," + SAID + "}")))
        .map(Ticket::standing)
        .contains(new Standing.Bridged("{\"a\":[ ]}"));
  }

  /** What a later version means by it nobody here knows. */
  @Test
  void oneOfALaterFormOpensNothing() {
    assertThat(tickets.open(alice, HERE, sealed("{\"v\":3," + SAID + "}"))).isEmpty();
  }

  private String sealed(String plain) {
    String context =
        Stream.of(
                "session",
                alice.principal().user(),
                alice.principal().agent().clientId(),
                HERE.name())
            .map(part -> part.length() + ":" + part)
            .collect(Collectors.joining("\n"));
    return SEALER.seal(context, plain.getBytes(UTF_8));
  }

  private static Delegated caller() {
    try (EchoingGuard guard = EchoingGuard.with(EchoingGuard.scope("echo.use", "echo/**"))) {
      return guard.caller("echo.use");
    }
  }
}
