package io.mcpguard.assertion.redis;

import static java.time.InstantSource.fixed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.mcpguard.assertion.ReplayStore.Claim;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsRedis
class RedisReplayStoreTest {
  private static final Instant STARTED = Instant.parse("2026-11-23T12:00:00.700Z");
  private static final Instant NOW = STARTED.plusSeconds(6);
  private static final Instant END = NOW.plusSeconds(35);

  /** Long enough for a machine with other things to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private RedisServer server;
  private RedisReplayStore store;

  @BeforeEach
  void start() throws IOException {
    server = RedisServer.start();
    store = connect();
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  @Test
  void anUnseenTransactionIsFirst() {
    assertThat(store.claim("a", NOW, END, NOW)).isEqualTo(Claim.FIRST);
  }

  @Test
  void aSeenTransactionIsSeen() {
    store.claim("a", NOW, END, NOW);

    assertThat(store.claim("a", NOW, END, NOW)).isEqualTo(Claim.SEEN);
  }

  @Test
  void whatAnotherNodeUsedIsSeen() {
    try (RedisReplayStore other = connect()) {
      other.claim("a", NOW, END, NOW);

      assertThat(store.claim("a", NOW, END, NOW)).isEqualTo(Claim.SEEN);
    }
  }

  @Test
  void whatNeedNotBeRememberedIsNotTaken() {
    assertThat(store.claim("a", NOW, END, END)).isEqualTo(Claim.EXPIRED);
  }

  @Test
  void whatMustBeRememberedForAMillisecondIsTaken() {
    assertThat(store.claim("a", NOW, END, END.minusMillis(1))).isEqualTo(Claim.FIRST);
  }

  /** A token of 12:00:05 may have been used at 12:00:00, before anybody remembered. */
  @Test
  void whatMayHaveBeenUsedBeforeItRememberedIsNotTaken() {
    assertThat(store.claim("a", Instant.parse("2026-11-23T12:00:05Z"), END, NOW))
        .isEqualTo(Claim.BEFORE_START);
  }

  @Test
  void whatWasIssuedASecondLaterIsTaken() {
    assertThat(store.claim("a", Instant.parse("2026-11-23T12:00:06Z"), END, NOW))
        .isEqualTo(Claim.FIRST);
  }

  @Test
  void aNodeThatJoinsLaterForgetsNothing() {
    store.claim("a", NOW, END, NOW);
    try (RedisReplayStore later =
        RedisReplayStore.connect(server.uri(), PATIENCE, fixed(NOW.plusSeconds(60)))) {

      assertThat(later.claim("b", NOW, END, NOW)).isEqualTo(Claim.FIRST);
      assertThat(later.claim("a", NOW, END, NOW)).isEqualTo(Claim.SEEN);
    }
  }

  @Test
  void whatCannotBeAskedAboutIsNotTaken() {
    server.close();

    assertThat(store.claim("a", NOW, END, NOW)).isEqualTo(Claim.UNREACHABLE);
  }

  // The deadline is for claims: the first connection of a program takes longer than any of them.
  @Test
  void whatDoesNotAnswerInTimeIsNotTaken() {
    try (RedisReplayStore impatient =
        RedisReplayStore.connect(server.uri(), Duration.ofMillis(1), fixed(STARTED))) {
      RedisClient operator = RedisClient.create(server.uri());
      operator.connect().sync().clientPause(60_000);

      assertThat(impatient.claim("a", NOW, END, NOW)).isEqualTo(Claim.UNREACHABLE);

      operator.shutdown();
    }
  }

  @Test
  void aServerThatLostItsMemoryTakesNoTokenOfBefore() throws IOException {
    store.claim("a", NOW, END, NOW);
    server.close();
    server = server.again();
    try (RedisReplayStore again = RedisReplayStore.connect(server.uri(), PATIENCE, fixed(NOW))) {

      assertThat(again.claim("a", NOW, END, NOW)).isEqualTo(Claim.BEFORE_START);
    }
  }

  @Test
  void aFullServerTakesNothing() {
    RedisClient operator = RedisClient.create(server.uri());
    operator.connect().sync().configSet("maxmemory", "1");

    assertThat(store.claim("a", NOW, END, NOW)).isEqualTo(Claim.FULL);

    operator.shutdown();
  }

  @Test
  void aServerThatEvictsIsRefused() throws IOException {
    try (RedisServer evicting =
        RedisServer.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")) {

      assertThatThrownBy(
              () -> RedisReplayStore.connect(evicting.uri(), PATIENCE, InstantSource.system()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("maxmemory-policy");
    }
  }

  @Test
  void aServerThatIsNotThereIsNamedWithoutItsSecret() {
    server.close();
    String uri = server.uri().replace("redis://", "redis://:secret@");

    assertThatThrownBy(() -> RedisReplayStore.connect(uri, PATIENCE, InstantSource.system()))
        .isInstanceOf(IllegalStateException.class)
        .message()
        .contains("replay store")
        .doesNotContain("secret");
  }

  @Test
  void atTheServerATransactionEnds() {
    store.claim("a", NOW, NOW.plus(Duration.ofMillis(1)), NOW);

    Claim again = Claim.SEEN;
    while (again == Claim.SEEN) {
      again = store.claim("a", NOW, NOW.plus(Duration.ofMillis(1)), NOW);
    }

    assertThat(again).isEqualTo(Claim.FIRST);
  }

  private RedisReplayStore connect() {
    return RedisReplayStore.connect(server.uri(), PATIENCE, fixed(STARTED));
  }
}
