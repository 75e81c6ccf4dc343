/** Used transactions of one process; several need a shared store whose claim is one atomic step. */
export class MemoryReplayStore {
  #ends = new Map();

  constructor({ started = Date.now() / 1000, capacity = 250_000 } = {}) {
    Object.assign(this, { started: Math.floor(started), capacity });
  }

  /** Checks and remembers: "first", or the reason of the refusal. Times are in seconds. */
  async claim(txn, issuedAt, keepUntil, now) {
    if (issuedAt < this.started) return "issued_before_start";
    for (const [used, end] of this.#ends) {
      if (end > now) break; // the oldest come first
      this.#ends.delete(used);
    }
    if (keepUntil <= now) return "expired";
    if (this.#ends.has(txn)) return "replayed";
    if (this.#ends.size >= this.capacity) return "replay_store_full";
    this.#ends.set(txn, keepUntil);
    return "first";
  }
}
