"""Used transactions: what a server of several processes replaces by a store they share."""

import threading
import time


class MemoryReplayStore:
    """Used transactions of one process; several need a store whose claim is one atomic step."""

    def __init__(self, started=None, capacity=250_000):
        self.started = int(time.time() if started is None else started)
        self.capacity, self.ends, self.lock = capacity, {}, threading.Lock()

    def claim(self, txn, issued_at, keep_until, now):
        """Checks and remembers: "first", or the reason of the refusal. Times are in seconds."""
        if issued_at < self.started:
            return "issued_before_start"
        with self.lock:
            while self.ends and (oldest := next(iter(self.ends.items())))[1] <= now:
                del self.ends[oldest[0]]
            if keep_until <= now:
                return "expired"
            if txn in self.ends:
                return "replayed"
            if len(self.ends) >= self.capacity:
                return "replay_store_full"
            self.ends[txn] = keep_until
            return "first"
