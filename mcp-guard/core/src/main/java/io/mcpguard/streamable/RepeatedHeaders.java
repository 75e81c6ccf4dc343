package io.mcpguard.streamable;

import io.mcpguard.assertion.McpMethods;
import io.mcpguard.catalog.MirroredParameter;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.HeaderText;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Holds the headers of a 2026-07-28 request against its body (basic/transports/streamable-http,
 * "servers MUST reject requests whose headers do not match"). The body decides; a header can only
 * have the request refused.
 *
 * <p>The attacker shows one call to whatever reads headers on the way, and has another made.
 */
final class RepeatedHeaders {
  static final String REVISION = "MCP-Protocol-Version";

  private RepeatedHeaders() {}

  /**
   * What the request says about itself, where its headers say the same.
   *
   * @param mirrored the arguments of a tool that are repeated in headers
   */
  static Outcome<RequestMeta> check(
      ClientExchange exchange,
      Function<String, List<MirroredParameter>> mirrored,
      McpMessage.Request request) {
    return RequestMeta.read(request)
        .then(meta -> {
          Optional<Denial> denial = fault(exchange, mirrored, request, meta);
          return denial.isPresent() ? new Refused<>(denial.get()) : Outcome.proceed(meta);
        });
  }

  /** A message that is none here is refused for the revision that it claims before all else. */
  static Envelope.Malformed check(ClientExchange exchange, Envelope.Malformed malformed) {
    return malformed.revision().isEmpty()
        ? malformed
        : revision(exchange, malformed.revision()).map(malformed::because).orElse(malformed);
  }

  private static Optional<Denial> revision(ClientExchange exchange, String claimed) {
    return is(exchange, REVISION, claimed) ? RequestMeta.unspoken(claimed) : mismatch(REVISION);
  }

  private static Optional<Denial> fault(
      ClientExchange exchange,
      Function<String, List<MirroredParameter>> mirrored,
      McpMessage.Request request,
      RequestMeta meta) {
    Optional<Denial> revision = revision(exchange, meta.revision());
    if (revision.isPresent()) {
      return revision;
    }
    if (!is(exchange, "Mcp-Method", request.method().wire())) {
      return mismatch("Mcp-Method");
    }
    return request.method().isNamedInHeader()
        ? named(exchange, mirrored, request)
        : Optional.empty();
  }

  private static Optional<Denial> named(
      ClientExchange exchange,
      Function<String, List<MirroredParameter>> mirrored,
      McpMessage.Request request) {
    String name = McpMethods.nameOf(request.method().wire(), request.params());
    if (!says(exchange, "Mcp-Name", shown -> shown.equals(List.of(name)))) {
      return mismatch("Mcp-Name");
    }
    if (request.target() instanceof Target.Tool tool) {
      for (MirroredParameter each : mirrored.apply(tool.name())) {
        String header = "Mcp-Param-" + each.header();
        if (!says(exchange, header, shown -> each.isRepeatedBy(shown, tool.arguments()))) {
          return mismatch(header);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean is(ClientExchange exchange, String name, String value) {
    return exchange.values(name).equals(List.of(value));
  }

  /** Whether what a header says, nothing where it is missing, is as the body wants it. */
  private static boolean says(
      ClientExchange exchange, String name, Predicate<List<String>> wanted) {
    List<String> given = exchange.values(name);
    List<String> texts = given.stream().flatMap(text -> HeaderText.decode(text).stream()).toList();
    return given.size() == texts.size() && texts.size() <= 1 && wanted.test(texts);
  }

  private static Optional<Denial> mismatch(String header) {
    return Optional.of(
        Denial.of(Reason.HEADER_MISMATCH, header + " does not repeat what the body says"));
  }
}
