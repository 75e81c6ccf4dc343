package io.mcpguard.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.LogKeyFile;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness over HTTP, alone and before two guards that witness each other. */
class WitnessServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final HostPort ANYWHERE = HostPort.parse("127.0.0.1:0").orElseThrow();

  @TempDir Path directory = Path.of("");

  private static String origin(String guard) {
    return guard + ".example/audit";
  }

  /** The key of a guard's ledger, made before its first start. */
  private VerifierKey keyOf(String guard) throws IOException {
    Path data = Files.createDirectories(directory.resolve(guard));
    return new LogKeyFile(data.resolve("keys/log"), origin(guard), new SecureRandom())
        .open(data.resolve("ledger"))
        .verifier();
  }

  private WitnessServer witness(String name, VerifierKey... logs) throws IOException {
    return WitnessServer.start(
        directory.resolve(name), name + ".example/w", List.of(logs), ANYWHERE);
  }

  private static URI at(WitnessServer witness, String path) {
    return URI.create("http://127.0.0.1:" + witness.port() + path);
  }

  private ConfigurationRead.Read configuration(String guard, WitnessServer witness)
      throws IOException {
    Path file = directory.resolve(guard + ".yaml");
    Files.writeString(
        file,
        """
        data: GUARD
        listen: { mcp: "127.0.0.1:0", public-url: "http://127.0.0.1:8931" }
        users: { alice: { may: [files.read] } }
        upstreams: { files: { url: "http://127.0.0.1:9/mcp", assertion: txn-token } }
        scopes: { files.read: { says: Read, tools: ["files/read_*"] } }
        evidence: { origin: ORIGIN, witnesses: [{ url: "URL", key: "KEY" }] }
        """
            .replace("GUARD", guard)
            .replace("ORIGIN", origin(guard))
            .replace("URL", at(witness, "").toString())
            .replace("KEY", witness.key().toString()));
    return (ConfigurationRead.Read) Configuration.read(file);
  }

  private static HttpResponse<String> get(WitnessServer witness, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(at(witness, path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(WitnessServer witness, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(at(witness, "/add-checkpoint"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String latest(String guard) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(origin(guard).getBytes(UTF_8));
    return "/" + HexFormat.of().formatHex(hash) + "/checkpoint";
  }

  /** What monitors see of a log once it has that many entries, asked for until it comes. */
  private static String cosigned(WitnessServer witness, String guard, int size) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String seen = "";
    while (!seen.startsWith(origin(guard) + "\n" + size + "\n") && System.nanoTime() < end) {
      seen = get(witness, latest(guard)).body();
    }
    return seen;
  }

  /** Waits until a guard has kept a cosignature, of which monitors hear before the guard does. */
  private void awaitKept(String guard) throws IOException {
    Path kept = directory.resolve(guard + "/ledger/cosigned");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.isDirectory(kept) || isEmpty(kept)) {
      assertThat(System.nanoTime() - end).as("nothing was kept").isNegative();
      Thread.onSpinWait();
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  @Test
  void twoGuardsWitnessEachOther() throws Exception {
    try (WitnessServer ofB = witness("a-sees", keyOf("b"));
        WitnessServer ofA = witness("b-sees", keyOf("a"));
        GuardServer a = GuardServer.open(configuration("a", ofA));
        GuardServer b = GuardServer.open(configuration("b", ofB))) {
      a.start();
      assertThat(a.ledger().append("a".getBytes(UTF_8))).isZero();
      assertThat(b.ledger().append("b".getBytes(UTF_8))).isZero();

      assertThat(cosigned(ofA, "a", 1)).contains("\u2014 b-sees.example/w ");
      assertThat(cosigned(ofB, "b", 1)).contains("\u2014 a-sees.example/w ");
      awaitKept("a");
      AdminAnswer health =
          new GuardAccess(configuration("a", ofA).configuration())
              .ask(AdminRequest.of(Operation.HEALTH));
      assertThat(health.rows())
          .extracting(row -> row.get("subject"))
          .containsExactly("guard", "witness b-sees.example/w");
    }
  }

  @Test
  void theStatusesAreThoseOfTheProtocol() throws Exception {
    VerifierKey key = keyOf("a");
    try (WitnessServer witness = witness("w", key);
        GuardServer a = GuardServer.open(configuration("a", witness))) {
      assertThat(a.ledger().append("a".getBytes(UTF_8))).isZero();
      String note = cosigned(witness, "a", 1);

      HttpResponse<String> conflict = post(witness, "old 0\n\n" + note);
      assertThat(conflict.statusCode()).isEqualTo(409);
      assertThat(conflict.body()).isEqualTo("1\n");
      assertThat(conflict.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
      assertThat(post(witness, "old 1\n\n" + note).statusCode()).isEqualTo(200);
      assertThat(post(witness, "old 2\n\n" + note).statusCode()).isEqualTo(400);
      assertThat(post(witness, "nonsense").statusCode()).isEqualTo(400);
      assertThat(post(witness, "x".repeat(100_000)).statusCode()).isEqualTo(400);
      assertThat(post(witness, "old 1\n\n" + note.replaceFirst("\n1\n", "\n2\n")).statusCode())
          .isEqualTo(403);
      assertThat(
              post(witness, "old 1\n\n" + note.replaceFirst("a.example", "c.example")).statusCode())
          .isEqualTo(404);
      assertThat(get(witness, "/add-checkpoint").statusCode()).isEqualTo(405);
      assertThat(get(witness, latest("c")).statusCode()).isEqualTo(404);
      assertThat(get(witness, "/elsewhere").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aSecondWitnessInTheDirectoryIsRefused() throws Exception {
    VerifierKey key = keyOf("a");
    try (WitnessServer witness = witness("w", key)) {
      assertThat(witness.port()).isPositive();
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> witness("w", key))
          .isInstanceOf(IOException.class);
    }
  }
}
