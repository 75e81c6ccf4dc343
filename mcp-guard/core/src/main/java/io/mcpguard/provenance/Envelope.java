package io.mcpguard.provenance;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.ledger.Attestation;
import java.util.Base64;
import java.util.List;

/** A signed document in JSON (DSSE v1, envelope). */
public final class Envelope {
  /** The payload type of in-toto statements (in-toto attestation framework v1, Envelope). */
  public static final String IN_TOTO = "application/vnd.in-toto+json";

  private Envelope() {}

  /** The envelope of what was signed. */
  public static byte[] of(Attestation attestation) {
    Base64.Encoder base64 = Base64.getEncoder();
    return JsonText.object()
        .put("payloadType", attestation.type())
        .put("payload", base64.encodeToString(attestation.payload()))
        .putAll(
            "signatures",
            List.of(
                JsonText.object()
                    .put("keyid", attestation.keyId())
                    .put("sig", base64.encodeToString(attestation.signature()))))
        .bytes();
  }
}
