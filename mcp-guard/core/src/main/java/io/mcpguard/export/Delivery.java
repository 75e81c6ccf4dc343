package io.mcpguard.export;

import java.time.Duration;

/** What became of a batch that was brought to a sink. */
sealed interface Delivery {
  /** The sink has it. */
  record Taken() implements Delivery {}

  /**
   * The sink has it but for some of its events, and wants those never again (OTLP 1.x, OTLP/HTTP,
   * partial success: "The client MUST NOT retry the request").
   *
   * @param events how many it refused
   */
  record TakenInPart(long events) implements Delivery {}

  /** The sink takes no batch of this size; a smaller one it may. */
  record TooLarge() implements Delivery {}

  /**
   * The sink does not have it, or nobody knows.
   *
   * @param why what is wrong and what to do, for the operator
   * @param leaveAlone how long the sink wants to be left alone; zero where it does not say
   */
  record Failed(String why, Duration leaveAlone) implements Delivery {
    Failed(String why) {
      this(why, Duration.ZERO);
    }
  }
}
