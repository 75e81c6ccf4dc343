package io.mcpguard.exchange;

import java.util.function.Function;

/** The exchange ends here, for the reason in {@code denial}. */
public record Refused<T>(Denial denial) implements Outcome<T> {
  @Override
  public <U> Outcome<U> then(Function<? super T, ? extends Outcome<U>> next) {
    return new Refused<>(denial);
  }
}
