package io.mcpguard.assertion;

import io.mcpguard.assertion.AssertionClaims.Actor;
import io.mcpguard.assertion.AssertionClaims.Call;
import io.mcpguard.assertion.AssertionClaims.Context;
import io.mcpguard.assertion.json.ByteSink;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Writes claims straight into the bytes that are signed; the header is made once. Safe for use by
 * several threads.
 */
public final class AssertionIssuer {
  /** The value of {@code typ}. */
  public static final String TYPE = "txntoken+jwt";

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final int USUAL_SIZE = 1536;

  private final AssertionSigner signer;
  private final byte[] header;

  public AssertionIssuer(AssertionSigner signer) {
    this.signer = signer;
    ByteSink json = new ByteSink(128);
    json.ascii("{\"typ\":\"").ascii(TYPE).ascii("\",\"alg\":");
    json.string(signer.algorithm().joseName()).ascii(",\"kid\":").string(signer.keyId()).put('}');
    this.header = new ByteSink(192).put(BASE64URL.encode(json.toBytes())).put('.').toBytes();
  }

  /**
   * Signs the claims.
   *
   * @return the compact serialization of RFC 7515 §3.1
   * @throws GeneralSecurityException when the key or its provider fails
   * @throws IllegalArgumentException when a text holds a lone surrogate
   */
  public String issue(AssertionClaims claims) throws GeneralSecurityException {
    byte[] payload = BASE64URL.encode(payload(claims));
    byte[] input = Arrays.copyOf(header, header.length + payload.length);
    System.arraycopy(payload, 0, input, header.length, payload.length);
    byte[] signature = BASE64URL.encode(signer.sign(input));
    byte[] token = Arrays.copyOf(input, input.length + 1 + signature.length);
    token[input.length] = '.';
    System.arraycopy(signature, 0, token, input.length + 1, signature.length);
    return new String(token, StandardCharsets.US_ASCII);
  }

  private static byte[] payload(AssertionClaims claims) {
    ByteSink out = new ByteSink(USUAL_SIZE);
    out.ascii("{\"iss\":").string(claims.issuer());
    out.ascii(",\"aud\":").string(claims.trustDomain());
    out.ascii(",\"iat\":").ascii(Long.toString(claims.issuedAt().getEpochSecond()));
    out.ascii(",\"exp\":").ascii(Long.toString(claims.expiresAt().getEpochSecond()));
    out.ascii(",\"txn\":").string(claims.txn());
    out.ascii(",\"sub\":").string(claims.subject());
    for (Actor actor : claims.actors()) {
      out.ascii(",\"act\":{\"iss\":").string(actor.issuer());
      out.ascii(",\"sub\":").string(actor.subject()).ascii(",\"sub_profile\":\"ai_agent\"");
    }
    claims.actors().forEach(actor -> out.put('}'));
    out.ascii(",\"scope\":").string(String.join(" ", claims.scope()));
    out.ascii(",\"req_wl\":").string(claims.workload());
    call(claims.call(), out);
    context(claims.context(), out);
    return out.put('}').toBytes();
  }

  private static void call(Call call, ByteSink out) {
    out.ascii(",\"tctx\":{\"mcp\":{\"v\":1,\"server\":").string(call.server());
    out.ascii(",\"method\":").string(call.method());
    present(",\"name\":", call.name(), out);
    out.ascii(",\"params_digest\":").string(call.paramsDigest());
    present(",\"args_digest\":", call.argumentsDigest(), out);
    present(",\"tool_digest\":", call.toolDigest(), out);
    out.ascii(",\"pv\":").string(call.protocolVersion());
    out.ascii(",\"run\":").string(call.run());
    present(",\"parent\":", call.parent(), out);
    out.ascii(",\"root\":{\"kind\":").string(call.rootKind()).put('}');
    present(",\"approval\":", call.approval(), out);
    out.ascii("}}");
  }

  private static void context(Context context, ByteSink out) {
    out.ascii(",\"rctx\":{\"decision\":{\"id\":").string(context.decision().id());
    out.ascii(",\"policy\":").string(context.decision().policy());
    out.ascii("},\"authn\":{");
    ByteSink authn = new ByteSink(64);
    present(",\"acr\":", context.login().acr(), authn);
    if (!context.login().amr().isEmpty()) {
      strings(context.login().amr(), authn.ascii(",\"amr\":"));
    }
    if (context.login().authTime() > 0) {
      authn.ascii(",\"auth_time\":").ascii(Long.toString(context.login().authTime()));
    }
    byte[] members = authn.toBytes();
    out.put(members, Math.min(1, members.length), members.length);
    out.ascii("},\"agent\":{\"method\":").string(context.agent().method());
    out.ascii(",\"assurance\":").string(context.agent().assurance());
    strings(context.labels(), out.ascii("},\"labels\":"));
    present(",\"traceparent\":", context.traceparent(), out);
    out.ascii(",\"hop\":").ascii(Integer.toString(context.hop())).put('}');
  }

  private static void present(String name, String value, ByteSink out) {
    if (!value.isEmpty()) {
      out.ascii(name).string(value);
    }
  }

  private static void strings(List<String> values, ByteSink out) {
    out.put('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.string(values.get(i));
    }
    out.put(']');
  }
}
