package io.mcpguard.upstream;

import java.util.HashSet;
import java.util.Set;

/**
 * The requests that a stdio child has not answered though their callers are gone. What it asks or
 * says may be for one of them, so while there is one nobody else may be given it.
 */
final class Unanswered {
  /** Beyond this they are not told apart any more, and there are some until the child ends. */
  private static final int MOST = 1024;

  private final Set<Long> ids = new HashSet<>();
  private boolean uncounted;

  synchronized void add(long id) {
    if (ids.size() < MOST) {
      ids.add(id);
    } else {
      uncounted = true;
    }
  }

  synchronized void remove(long id) {
    ids.remove(id);
  }

  /** The child is gone, and all that it worked on with it. */
  synchronized void clear() {
    ids.clear();
    uncounted = false;
  }

  synchronized boolean isNone() {
    return ids.isEmpty() && !uncounted;
  }
}
