package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.upstream.ServerMessage;
import java.util.Optional;

/**
 * "If processing a request requires a capability the client did not declare …, the server MUST
 * return MissingRequiredClientCapabilityError" (2026-07-28, basic/index): what a legacy server does
 * not know, which asks whoever has a session.
 */
final class MissingCapability {
  private static final String ELICITATION = "elicitation";
  private static final String URL = "url";

  private MissingCapability() {}

  /** The answer to a client that cannot be asked this; empty where it can be. */
  static Optional<byte[]> of(Asked asked, ServerMessage.Asked question) {
    String kind = question.method().split("/", 2)[0];
    Optional<JsonObject> declared = asked.meta().capabilities().object(kind);
    if (!kind.equals(ELICITATION)) {
      return declared.isPresent()
          ? Optional.empty()
          : Optional.of(message(asked, kind, JsonText.object()));
    }
    Optional<String> mode =
        question.root().object("params").flatMap(params -> params.string("mode"));
    return mode.filter(URL::equals).isPresent() ? toOpenUrls(asked) : toFillForms(asked);
  }

  /** The answer to a client that cannot open a URL; empty where it can. */
  static Optional<byte[]> toOpenUrls(Asked asked) {
    return modes(asked).flatMap(modes -> modes.object(URL)).isPresent()
        ? Optional.empty()
        : Optional.of(message(asked, ELICITATION, JsonText.object().put(URL, JsonText.object())));
  }

  /** An empty capability means forms alone (2026-07-28, client/elicitation, capabilities). */
  private static Optional<byte[]> toFillForms(Asked asked) {
    return modes(asked)
            .filter(modes -> modes.member("form").isPresent() || modes.member(URL).isEmpty())
            .isPresent()
        ? Optional.empty()
        : Optional.of(message(asked, ELICITATION, JsonText.object()));
  }

  private static Optional<JsonObject> modes(Asked asked) {
    return asked.meta().capabilities().object(ELICITATION);
  }

  private static byte[] message(Asked asked, String capability, JsonText settings) {
    JsonText data =
        JsonText.object().put("requiredCapabilities", JsonText.object().put(capability, settings));
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", asked.id().bytes())
        .put(
            "error",
            JsonText.object()
                .put("code", -32021)
                .put("message", "The call needs a capability that the client did not declare.")
                .put("data", data))
        .bytes();
  }
}
