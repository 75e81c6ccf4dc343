package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looking whether there is a place and taking it are one step. */
class PlacesTest {
  private static final Denial USED = Denial.of(Reason.TOO_MANY_CALLS, "used up");

  @Test
  void soManyAtOnceTakeAsManyAsThereAreAndNoMore() throws Exception {
    Places places = new Places(10, new Semaphore(100), USED);
    Callable<Boolean> take = () -> places.take().isEmpty();

    List<Boolean> taken;
    try (ExecutorService takers = Executors.newVirtualThreadPerTaskExecutor()) {
      taken =
          takers.invokeAll(Stream.generate(() -> take).limit(200).toList()).stream()
              .map(done -> done.resultNow())
              .toList();
    }

    assertThat(taken).filteredOn(Boolean::booleanValue).hasSize(10);
  }

  @Test
  void theLastPlaceOfAllIsRefusedAsBusyAndNotAsTheAgentsOwn() {
    Semaphore all = new Semaphore(1);
    Places one = new Places(2, all, USED);
    Places other = new Places(2, all, USED);
    one.take();

    assertThat(other.take()).map(Denial::reason).contains(Reason.BUSY);
    one.giveBack();
    assertThat(other.take()).isEmpty();
  }

  @Test
  void whatIsRefusedTakesNothing() {
    Semaphore all = new Semaphore(5);
    Places places = new Places(1, all, USED);
    places.take();

    assertThat(places.take()).contains(USED);
    assertThat(all.availablePermits()).isEqualTo(4);
  }
}
