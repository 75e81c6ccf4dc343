package io.mcpguard.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.EchoingGuard;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.jose.Sealer;
import io.mcpguard.testkit.MovableClock;
import io.mcpguard.upstream.SessionTickets.Standing;
import io.mcpguard.upstream.SessionTickets.Ticket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/** A session's id says what it was sealed with, and nothing else is an id. */
class SessionTicketsFuzzTest {
  private static final MovableClock CLOCK = MovableClock.at("2026-11-26T12:00:00Z");
  private static final SessionTickets TICKETS =
      new SessionTickets(
          new Sealer(new SecretKeySpec(new byte[32], "AES"), new SecureRandom()), CLOCK);
  private static final Delegated ALICE = caller();
  private static final Upstream HERE = upstream("here");

  @FuzzTest(maxDuration = "30s")
  void noTextIsAnId(byte[] utf8) {
    assertThat(TICKETS.open(ALICE, HERE, text(utf8))).isEmpty();
  }

  @FuzzTest(maxDuration = "30s")
  void anIdSaysWhatTheUpstreamCallsTheSession(byte[] utf8) {
    Ticket ticket =
        new Ticket(
            "run",
            "2025-11-25",
            "grant",
            SessionTickets.at(text(utf8), Lasting.ID),
            CLOCK.instant().plus(Duration.ofDays(1)));

    String id = TICKETS.seal(ALICE, HERE, ticket);

    assertThat(id).matches("[0-9A-Za-z_-]+");
    assertThat(TICKETS.open(ALICE, HERE, id)).contains(ticket);
    assertThat(TICKETS.open(ALICE, upstream("there"), id)).isEmpty();
  }

  @FuzzTest(maxDuration = "30s")
  void anIdSaysWhatTheClientSaid(byte[] utf8) {
    String said = new String(JsonText.object().put("name", text(utf8)).bytes(), UTF_8);
    Ticket ticket =
        new Ticket(
            "run",
            "2025-11-25",
            "grant",
            new Standing.Bridged(said),
            CLOCK.instant().plus(Duration.ofDays(1)));

    String id = TICKETS.seal(ALICE, HERE, ticket);

    assertThat(TICKETS.open(ALICE, HERE, id)).isEqualTo(fitting(ticket, id));
    assertThat(TICKETS.open(ALICE, upstream("there"), id)).isEmpty();
  }

  private static Optional<Ticket> fitting(Ticket ticket, String id) {
    return Optional.of(ticket).filter(any -> SessionTickets.fits(id));
  }

  @FuzzTest(maxDuration = "30s")
  void noByteOfAnIdCanBeAnother(byte[] change) {
    String id =
        TICKETS.seal(
            ALICE,
            HERE,
            new Ticket(
                "run",
                "2025-11-25",
                "grant",
                new Standing.Bridged("{\"name\":\"host\"}"),
                CLOCK.instant().plus(Duration.ofDays(1))));

    String other = changed(id, change);

    assertThat(TICKETS.open(ALICE, HERE, other).isPresent()).isEqualTo(other.equals(id));
  }

  /** Each byte is added to one of the id's characters, from its beginning on. */
  private static String changed(String id, byte[] change) {
    StringBuilder other = new StringBuilder(id);
    for (int i = 0; i < Math.min(change.length, id.length()); i++) {
      other.setCharAt(i, (char) (id.charAt(i) + change[i] & 0x7f));
    }
    return other.toString();
  }

  /** What is no Unicode, as a half of a pair, no reader of JSON lets through to here. */
  private static String text(byte[] utf8) {
    return new String(utf8, UTF_8);
  }

  private static Upstream upstream(String name) {
    return new Upstream(
        name, "https://guard.example/mcp/" + name, "urn:" + name, Set.of(), Set.of());
  }

  private static Delegated caller() {
    try (EchoingGuard guard = EchoingGuard.with(EchoingGuard.scope("echo.use", "echo/**"))) {
      return guard.caller("echo.use");
    }
  }
}
