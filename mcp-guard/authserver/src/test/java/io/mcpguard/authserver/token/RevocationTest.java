package io.mcpguard.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.events.AuthorizationEvents.RevocationCause;
import io.mcpguard.delegation.Grant;
import io.mcpguard.delegation.GrantBook;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.identity.KeyBinding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A revocation that is cut off half-way ends the access all the same. */
class RevocationTest {
  private final AtomicBoolean broken = new AtomicBoolean(true);
  private final InMemoryRefreshFamilies kept = new InMemoryRefreshFamilies();
  private final Epoch epoch = new Epoch();
  private final Revocation revocation =
      new Revocation(new OneGrant(), new Breaking(), epoch, AuthorizationEvents.ignored());

  @Test
  void theEpochEndsThoughTheFamilyCouldNotBeEnded() {
    long before = epoch.now();
    assertThatIllegalStateException()
        .isThrownBy(() -> revocation.end("g1", RevocationCause.CLIENT));

    assertThat(epoch.now()).isGreaterThan(before);
  }

  @Test
  void askingAgainFinishesTheJob() {
    kept.begin(family());
    assertThatIllegalStateException()
        .isThrownBy(() -> revocation.end("g1", RevocationCause.CLIENT));
    broken.set(false);
    revocation.end("g1", RevocationCause.CLIENT);

    assertThat(kept.find("g1")).isEmpty();
  }

  private static RefreshFamily family() {
    return new RefreshFamily("g1", 0, Instant.EPOCH, new Authentication(Instant.EPOCH, "pwd"));
  }

  private final class Breaking implements RefreshFamilies {
    @Override
    public void begin(RefreshFamily family) {
      kept.begin(family);
    }

    @Override
    public Optional<RefreshFamily> find(String grantId) {
      return kept.find(grantId);
    }

    @Override
    public boolean advance(String grantId, long from, Instant at, KeyBinding key) {
      return kept.advance(grantId, from, at, key);
    }

    @Override
    public void end(String grantId) {
      if (broken.get()) {
        throw new IllegalStateException("the disk is full");
      }
      kept.end(grantId);
    }
  }

  /** Holds one grant until it is revoked. */
  private static final class OneGrant implements GrantBook {
    private final AtomicBoolean lives = new AtomicBoolean(true);

    @Override
    public void record(Grant grant) {}

    @Override
    public Optional<Grant> find(String id) {
      return Optional.empty();
    }

    @Override
    public Optional<Grant> enrol(Grant grant) {
      return Optional.empty();
    }

    @Override
    public List<Grant> all() {
      return List.of();
    }

    @Override
    public boolean revoke(String id) {
      return lives.getAndSet(false);
    }
  }
}
