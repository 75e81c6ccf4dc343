package io.mcpguard.exchange;

import java.util.function.Function;

/** The exchange goes on with {@code value}. */
public record Proceed<T>(T value) implements Outcome<T> {
  @Override
  public <U> Outcome<U> then(Function<? super T, ? extends Outcome<U>> next) {
    return next.apply(value);
  }
}
