package io.mcpguard.protocol;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request of the 2026-07-28 revision says about itself in {@code params._meta} (2026-07-28,
 * basic/index). A client's name and version are its own claim and decide nothing, so they are not
 * read.
 *
 * @param revision the protocol revision that the request is of
 * @param capabilities what the client can do, for this request alone
 * @param logLevel the least level of the log messages it wants; empty where it wants none
 */
public record RequestMeta(String revision, JsonObject capabilities, Optional<String> logLevel) {
  /** The revision of this era that is spoken here. */
  public static final String REVISION = "2026-07-28";

  private static final Pattern REVISION_NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");
  private static final String PREFIX = "io.modelcontextprotocol/";
  public static final String PROTOCOL_VERSION = PREFIX + "protocolVersion";
  public static final String CLIENT_CAPABILITIES = PREFIX + "clientCapabilities";
  public static final String CLIENT_INFO = PREFIX + "clientInfo";
  public static final String LOG_LEVEL = PREFIX + "logLevel";

  /** Whether a request with these parameters claims to be of this era. */
  public static boolean isIn(JsonObject params) {
    return params.object("_meta").flatMap(meta -> meta.member(PROTOCOL_VERSION)).isPresent();
  }

  /** The revision that these parameters claim; empty text where they claim none. */
  static String claimed(JsonObject params) {
    return params.object("_meta").flatMap(meta -> meta.string(PROTOCOL_VERSION)).orElse("");
  }

  /** The revision that a message names where it can be one; else the one that is spoken here. */
  public static String revisionOf(JsonObject message) {
    return message
        .object("params")
        .flatMap(params -> params.object("_meta"))
        .flatMap(meta -> meta.string(PROTOCOL_VERSION))
        .filter(name -> REVISION_NAME.matcher(name).matches())
        .orElse(REVISION);
  }

  /**
   * The refusal of a request of a revision that is not spoken here; empty where it is (2026-07-28,
   * basic/versioning). What is repeated of its name is no longer and no stranger than such names.
   */
  public Optional<Denial> unspoken() {
    return unspoken(revision);
  }

  /** The same of a request of which no more is known than its revision. */
  public static Optional<Denial> unspoken(String revision) {
    if (revision.equals(REVISION)) {
      return Optional.empty();
    }
    String shown = REVISION_NAME.matcher(revision).matches() ? revision : "";
    return Optional.of(Denial.unknownRevision(List.of(REVISION), shown));
  }

  /** Whether the client declares an extension in this very request. */
  public static boolean declares(JsonObject params, String extension) {
    return params
        .object("_meta")
        .flatMap(meta -> meta.object(CLIENT_CAPABILITIES))
        .flatMap(capabilities -> capabilities.object("extensions"))
        .flatMap(extensions -> extensions.object(extension))
        .isPresent();
  }

  /**
   * Reads it: "servers MUST reject requests that lack required fields with -32602" (2026-07-28,
   * basic/index).
   */
  public static Outcome<RequestMeta> read(McpMessage.Request request) {
    Optional<JsonObject> meta = request.params().object("_meta");
    Optional<String> revision = meta.flatMap(m -> m.string(PROTOCOL_VERSION));
    Optional<JsonObject> capabilities = meta.flatMap(m -> m.object(CLIENT_CAPABILITIES));
    if (revision.isEmpty() || capabilities.isEmpty()) {
      return Outcome.refuse(
          Reason.INVALID_PARAMS,
          "params._meta lacks the protocol version or the client's capabilities");
    }
    Optional<String> level = meta.flatMap(m -> m.string(LOG_LEVEL));
    return Outcome.proceed(new RequestMeta(revision.get(), capabilities.get(), level));
  }
}
