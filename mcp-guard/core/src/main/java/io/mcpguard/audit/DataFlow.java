package io.mcpguard.audit;

import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Notices values of results that come again in later arguments of the same run (contracts §2,
 * observed edges). That is what was seen, and no proof that one thing led to the other.
 *
 * <p>Kept are fingerprints under a key that the process drew and nobody else has, for an hour and
 * in bounded number; a restart forgets them.
 */
final class DataFlow {
  /** About 190 bytes each, so 10 MB. */
  private static final int MOST_KEPT = 50_000;

  private static final int MOST_NAMED = 16;
  private static final Duration LIFE = Duration.ofHours(1);

  private final Remembered<Fingerprint, String> seen = Remembered.afterWrite(MOST_KEPT, LIFE);
  private final byte[] key = new byte[32];

  private record Fingerprint(long high, long low) {}

  DataFlow(RandomGenerator random) {
    random.nextBytes(key);
  }

  /** Keeps what the result of a call told. */
  void told(Call call, JsonValue result) {
    for (String value : TellingValues.of(result)) {
      seen.put(fingerprint(call.conversation().run(), value), call.id().value());
    }
  }

  /** The calls of the same run whose results told what these arguments hold, in order of id. */
  List<String> behind(Call call) {
    if (!(call.target() instanceof Target.Tool) && !(call.target() instanceof Target.Prompt)) {
      return List.of();
    }
    TreeSet<String> calls = new TreeSet<>();
    for (String value : TellingValues.of(call.arguments())) {
      Optional<String> before = seen.find(fingerprint(call.conversation().run(), value));
      before.ifPresent(calls::add);
    }
    return calls.stream().limit(MOST_NAMED).toList();
  }

  /** The key is of one length and the run of few, so that no two inputs read alike. */
  private Fingerprint fingerprint(String run, String value) {
    MessageDigest digest = sha256();
    digest.update(key);
    digest.update((byte) run.length());
    digest.update(run.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest(value.getBytes(StandardCharsets.UTF_8)));
    return new Fingerprint(bytes.getLong(), bytes.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
