package io.mcpguard.assertion.json;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Digests of values: {@code sha256:} and the lower-case hexadecimal SHA-256 of the canonical bytes.
 */
public final class Digests {
  private static final String CANONICAL = "sha256:";
  private static final String RAW = "raw-sha256:";
  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  /** Never fed, so that a clone of it is a fresh one. */
  private static final MessageDigest SHA256 = platformSha256();

  private Digests() {}

  /** Digest of a value. */
  public static String of(JsonValue value) {
    ByteSink out = new ByteSink(value.end() - value.start() + 16);
    Jcs.write(value, out);
    return digest(CANONICAL, out);
  }

  /** Digest of a request's {@code params} without {@code _meta}. */
  public static String ofParams(JsonObject params) {
    ByteSink out = new ByteSink(params.end() - params.start() + 16);
    Jcs.writeWithout("_meta", params, out);
    return digest(CANONICAL, out);
  }

  /** Digest of {@code params.arguments}, or of an empty object where it is absent or null. */
  public static String ofArguments(JsonObject params) {
    Optional<JsonValue> arguments =
        params.member("arguments").filter(value -> !(value instanceof JsonNull));
    return arguments.isPresent() ? of(arguments.get()) : ofNothing();
  }

  /** Digest of an empty object: what stands for absent {@code params}. */
  public static String ofNothing() {
    return digest(CANONICAL, new ByteSink(2).put(EMPTY_OBJECT));
  }

  /** Digest of canonical bytes or of bytes that are not JSON. */
  public static String ofBytes(byte[] bytes) {
    return CANONICAL + hex(sha256().digest(bytes));
  }

  /** Digest of a value's bytes as they came, under a prefix that says so. */
  public static String ofRaw(JsonDocument document, JsonValue value) {
    MessageDigest algorithm = sha256();
    algorithm.update(document.bytes(), value.start(), value.end() - value.start());
    return RAW + hex(algorithm.digest());
  }

  /** As {@link #ofRaw}, over params without the bytes of their {@code _meta} and its comma. */
  public static String ofRawParams(JsonDocument document, JsonObject params) {
    byte[] bytes = document.bytes();
    ByteSink out = new ByteSink(params.end() - params.start());
    MemberEdits withoutMeta = new MemberEdits(params);
    withoutMeta.remove("_meta");
    int[] done = {params.start()};
    withoutMeta.collect((from, to, nothing) -> {
      out.put(bytes, done[0], from);
      done[0] = to;
    });
    return digest(RAW, out.put(bytes, done[0], params.end()));
  }

  /** Whether a digest covers bytes as they came instead of canonical ones. */
  public static boolean isRaw(String digest) {
    return digest.startsWith(RAW);
  }

  private static String digest(String prefix, ByteSink out) {
    return prefix + hex(out.digest(sha256()));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** A clone: making one anew would look up the provider each time, for longer than it digests. */
  private static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA256.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("the platform's SHA-256 cannot be cloned", impossible);
    }
  }

  private static MessageDigest platformSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
