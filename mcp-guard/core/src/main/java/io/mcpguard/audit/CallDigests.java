package io.mcpguard.audit;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Target;

/**
 * The digests of one call, taken once and used by the assertion and by the records. A verifier
 * expects either both to be canonical or both to be raw (contracts §1).
 *
 * @param params over the parameters without {@code _meta}; for an answer, over its result or error
 * @param arguments over the arguments of a tool; empty text where there are none
 */
public record CallDigests(String params, String arguments) {

  static CallDigests of(Call call) {
    return switch (call.message().numbers()) {
      case EXACT -> canonical(call);
      case INEXACT -> raw(call);
    };
  }

  private static CallDigests canonical(Call call) {
    String params =
        call.content() instanceof JsonObject object
            ? Digests.ofParams(object)
            : Digests.of(call.content());
    String arguments =
        call.target() instanceof Target.Tool tool ? Digests.of(tool.arguments()) : "";
    return new CallDigests(params, arguments);
  }

  /** Absent parameters hold no number; absent arguments have no bytes to digest. */
  private static CallDigests raw(Call call) {
    JsonDocument document = call.message().document();
    if (!(call.content() instanceof JsonObject content)) {
      return new CallDigests(Digests.ofRaw(document, call.content()), "");
    }
    String arguments =
        call.target() instanceof Target.Tool
            ? content
                .member("arguments")
                .map(given -> Digests.ofRaw(document, given))
                .orElseGet(Digests::ofNothing)
            : "";
    return new CallDigests(Digests.ofRawParams(document, content), arguments);
  }
}
