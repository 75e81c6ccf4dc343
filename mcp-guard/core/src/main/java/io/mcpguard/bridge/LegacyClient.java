package io.mcpguard.bridge;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.LogLevel;
import io.mcpguard.upstream.Revisions;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a legacy client said of itself in its handshake. Each of its requests says it anew to a
 * server that remembers nothing.
 */
final class LegacyClient {
  /** What one session may keep of a client's own words. */
  private static final int MOST_BYTES = 8 * 1024;

  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);

  private final String revision;
  private final Map<String, byte[]> meta;
  private final Set<Ability> abilities;
  private final byte[] initialize;

  /** What a client can be asked. */
  enum Ability {
    FORM,
    URL,
    SAMPLING,
    ROOTS
  }

  private LegacyClient(Claims claims, Map<String, byte[]> meta, byte[] initialize) {
    this.revision = claims.revision();
    this.meta = meta;
    this.abilities = claims.abilities();
    this.initialize = initialize;
  }

  /** What {@code initialize} says. */
  static Outcome<LegacyClient> of(McpMessage.Request initialize) {
    JsonObject params = initialize.params();
    Optional<String> asked = params.string("protocolVersion");
    Optional<JsonObject> capabilities = params.object("capabilities");
    if (asked.isEmpty() || capabilities.isEmpty()) {
      return Outcome.refuse(
          Reason.INVALID_PARAMS, "initialize lacks the protocol version or the capabilities");
    }
    Claims claims =
        new Claims(initialize.document(), capabilities.get(), Revisions.negotiated(asked.get()));
    Map<String, byte[]> meta = new LinkedHashMap<>();
    meta.put(RequestMeta.PROTOCOL_VERSION, text(RequestMeta.REVISION));
    meta.put(RequestMeta.CLIENT_CAPABILITIES, claims.capabilities());
    params
        .object("clientInfo")
        .ifPresent(info -> meta.put(RequestMeta.CLIENT_INFO, initialize.document().slice(info)));
    return meta.values().stream().mapToInt(bytes -> bytes.length).sum() > MOST_BYTES
        ? Outcome.refuse(
            Reason.INVALID_PARAMS, "capabilities and clientInfo are longer than a session keeps")
        : Outcome.proceed(new LegacyClient(claims, meta, claims.initialize(params)));
  }

  /** The revision that was negotiated. */
  String revision() {
    return revision;
  }

  /** A handshake that says the same. */
  String initialize() {
    return new String(initialize, StandardCharsets.UTF_8);
  }

  boolean can(Ability ability) {
    return abilities.contains(ability);
  }

  /** The members of {@code _meta} that say it. */
  Map<String, byte[]> meta() {
    return meta;
  }

  /** The same with the least level of the log messages that are wanted. */
  Map<String, byte[]> meta(LogLevel level) {
    Map<String, byte[]> all = new LinkedHashMap<>(meta);
    all.put(RequestMeta.LOG_LEVEL, text(level.wire()));
    return all;
  }

  private static byte[] text(String value) {
    return new ByteSink(value.length() + 2).string(value).toBytes();
  }

  /**
   * A client's capabilities as they stand in its {@code initialize}; the guard withholds what of
   * them an upstream may not use.
   */
  private record Claims(JsonDocument document, JsonObject given, String revision) {

    byte[] initialize(JsonObject params) {
      JsonText kept =
          JsonText.object()
              .put("protocolVersion", revision)
              .raw("capabilities", document.slice(given));
      params.object("clientInfo").ifPresent(info -> kept.raw("clientInfo", document.slice(info)));
      return JsonText.object()
          .put("jsonrpc", "2.0")
          .put("id", "0")
          .put("method", McpMethod.INITIALIZE.wire())
          .put("params", kept)
          .bytes();
    }

    /** The later form of them; roots that change are told by nobody in it. */
    byte[] capabilities() {
      JsonText all = JsonText.object();
      given.object("experimental").ifPresent(any -> all.raw("experimental", document.slice(any)));
      given.object("roots").ifPresent(roots -> all.raw("roots", EMPTY));
      given.object("sampling").ifPresent(any -> all.raw("sampling", detailed(any)));
      given.object("elicitation").ifPresent(any -> all.raw("elicitation", detailed(any)));
      return all.bytes();
    }

    /** Details mean something since 2025-11-25; before, each of the two was one thing. */
    private byte[] detailed(JsonObject capability) {
      return Revisions.hasUrlElicitation(revision) ? document.slice(capability) : EMPTY;
    }

    Set<Ability> abilities() {
      Set<Ability> all = EnumSet.noneOf(Ability.class);
      given.object("roots").ifPresent(any -> all.add(Ability.ROOTS));
      given.object("sampling").ifPresent(any -> all.add(Ability.SAMPLING));
      given
          .object("elicitation")
          .ifPresent(elicitation -> {
            boolean url =
                Revisions.hasUrlElicitation(revision) && elicitation.object("url").isPresent();
            if (url) {
              all.add(Ability.URL);
            }
            // "An empty capabilities object is equivalent to declaring support for form mode only"
            // (2025-11-25, client/elicitation).
            if (!url || elicitation.object("form").isPresent()) {
              all.add(Ability.FORM);
            }
          });
      return all;
    }
  }
}
