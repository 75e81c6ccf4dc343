package io.mcpguard.examples.springboot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.mcpguard.assertion.Algorithm;
import io.mcpguard.assertion.AssertionClaims;
import io.mcpguard.assertion.AssertionClaims.Actor;
import io.mcpguard.assertion.AssertionClaims.AgentProof;
import io.mcpguard.assertion.AssertionClaims.Call;
import io.mcpguard.assertion.AssertionClaims.Context;
import io.mcpguard.assertion.AssertionClaims.Decision;
import io.mcpguard.assertion.AssertionClaims.Login;
import io.mcpguard.assertion.AssertionIssuer;
import io.mcpguard.assertion.AssertionSigner;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.ReadRules;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A guard as a tool server sees it: its keys at a URL, and the assertions it signs. */
final class KeyServer implements AutoCloseable {
  static final String ISSUER = "https://guard.example";
  static final String DOMAIN = "example.internal";
  static final String SERVER = "https://greeter.example.internal/mcp";
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final HttpServer http;
  private final AssertionIssuer issuer;
  private final AtomicInteger transactions = new AtomicInteger();

  private KeyServer(HttpServer http, AssertionIssuer issuer) {
    this.http = http;
    this.issuer = issuer;
  }

  static KeyServer start() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    byte[] jwks = jwks((ECPublicKey) pair.getPublic()).getBytes(UTF_8);
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/.well-known/jwks.json",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
          }
        });
    http.start();
    AssertionSigner signer =
        AssertionSigner.of("k", Algorithm.ES256, pair.getPrivate(), Security.getProvider("SunEC"));
    return new KeyServer(http, new AssertionIssuer(signer));
  }

  URI keys() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/.well-known/jwks.json");
  }

  /** What the guard sends with a call of alice. */
  String token(String message, Instant now) throws Exception {
    JsonObject call =
        (JsonObject) JsonDocument.read(message.getBytes(UTF_8), ReadRules.request()).root();
    JsonObject params = call.object("params").orElseThrow();
    String txn = String.format("%022d", transactions.incrementAndGet());
    return issuer.issue(
        new AssertionClaims(
            ISSUER,
            DOMAIN,
            now,
            now.plusSeconds(30),
            txn,
            "alice",
            List.of(new Actor(ISSUER, "spiffe://example.internal/agent/a/1")),
            List.of("greet"),
            "spiffe://example.internal/guard",
            new Call(
                SERVER,
                "tools/call",
                params.string("name").orElseThrow(),
                Digests.ofParams(params),
                Digests.ofArguments(params),
                "sha256:" + "7".repeat(64),
                "2025-11-25",
                "run-1",
                "",
                "user",
                ""),
            new Context(
                new Decision(txn, "sha256:" + "9".repeat(64)),
                Login.unknown(),
                new AgentProof("bearer", "low"),
                List.of(),
                "",
                0)));
  }

  private static String jwks(ECPublicKey key) {
    return """
    {"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"k","x":"%s","y":"%s"}]}\
    """
        .formatted(coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
  }

  /** 32 octets, without a sign and with leading zeros (RFC 7518 §6.2.1.2). */
  private static String coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] padded = new byte[32];
    int from = Math.max(0, bytes.length - 32);
    byte[] kept = Arrays.copyOfRange(bytes, from, bytes.length);
    System.arraycopy(kept, 0, padded, 32 - kept.length, kept.length);
    return BASE64URL.encodeToString(padded);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
