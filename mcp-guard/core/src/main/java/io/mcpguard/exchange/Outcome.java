package io.mcpguard.exchange;

import java.util.function.Function;

/**
 * What a stage answers: the value the next stage takes, or the refusal that ends the exchange.
 *
 * @param <T> the stage's result type
 */
public sealed interface Outcome<T> permits Proceed, Refused {

  /** The next stage, if this one let the exchange proceed. */
  <U> Outcome<U> then(Function<? super T, ? extends Outcome<U>> next);

  /** An outcome that lets the exchange go on with {@code value}. */
  static <T> Outcome<T> proceed(T value) {
    return new Proceed<>(value);
  }

  /**
   * An outcome that ends the exchange; {@code detail} is for the operator, never for the caller.
   */
  static <T> Outcome<T> refuse(Reason reason, String detail) {
    return new Refused<>(Denial.of(reason, detail));
  }
}
