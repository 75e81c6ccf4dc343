package io.mcpguard.upstream;

import io.mcpguard.audit.CounterSignature;

/** Whether an upstream's answer to a call is what the upstream itself vouches for. */
public interface ResultCheck {

  /** What becomes of a result without a signature that holds. */
  enum Demand {
    /** Nobody is asked to sign. */
    NONE,
    /** It is passed on, and its record says so. */
    RECORDED,
    /** It is not passed on. */
    REQUIRED
  }

  /** Nobody is asked to sign. */
  ResultCheck NONE =
      new ResultCheck() {
        @Override
        public Demand demand() {
          return Demand.NONE;
        }

        @Override
        public CounterSignature found(UpstreamHeaders sent, UpstreamReply came) {
          return new CounterSignature.NotAsked();
        }
      };

  /** What is demanded of this upstream. */
  Demand demand();

  /**
   * What is found of a signature.
   *
   * @param sent the headers that the call went out with
   * @param came the answer as it came
   */
  CounterSignature found(UpstreamHeaders sent, UpstreamReply came);
}
