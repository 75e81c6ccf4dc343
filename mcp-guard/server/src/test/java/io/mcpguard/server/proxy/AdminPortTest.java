package io.mcpguard.server.proxy;

import static io.mcpguard.server.proxy.CallingGuard.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Json;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "The callers being guarded are local programs too: every route but liveness needs … an admin
 * bearer … MCP access tokens are never accepted" (architecture, surfaces).
 */
class AdminPortTest {
  @TempDir private static Path folder;
  private static CallingGuard guard;
  private static String bearer;

  @BeforeAll
  static void start() throws Exception {
    guard = new CallingGuard(folder);
    bearer = "Bearer " + Files.readString(guard.adminToken()).strip();
    guard.allowed();
    guard.refused();
  }

  @AfterAll
  static void stop() throws Exception {
    guard.close();
  }

  private static URI at(String path) {
    return URI.create(guard.admin() + path);
  }

  private static HttpResponse<String> ask(String path, String... more) throws Exception {
    String[] headers = new String[more.length + 2];
    headers[0] = "Authorization";
    headers[1] = bearer;
    System.arraycopy(more, 0, headers, 2, more.length);
    return get(at(path), headers);
  }

  @Test
  void livenessIsOpen() throws Exception {
    assertThat(get(at("/healthz")).statusCode()).isEqualTo(200);
  }

  @Test
  void readinessIsTold() throws Exception {
    assertThat(ask("/readyz").body()).isEqualTo("ready\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/readyz",
        "/audit/v1/log/checkpoint",
        "/audit/v1/log/verifier-key",
        "/audit/v1/log/tile/0/000",
        "/audit/v1/proof/AAAAAAAAAAAAAAAAAAAAAA",
        "/nothing"
      })
  void everythingElseNeedsTheTokenOfOperators(String path) throws Exception {
    String mcp = guard.token("alice", "agent", "echo");

    assertThat(get(at(path)).statusCode()).isEqualTo(401);
    assertThat(get(at(path), "Authorization", "Bearer " + mcp).statusCode()).isEqualTo(401);
    assertThat(get(at(path), "Authorization", bearer + "x").statusCode()).isEqualTo(401);
    assertThat(get(at(path), "Authorization", bearer.replace("Bearer", "Basic")).statusCode())
        .isEqualTo(401);
    assertThat(ask(path).statusCode()).isNotEqualTo(401);
  }

  @Test
  void theTokenIsForItsOwnerAlone() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(guard.adminToken())))
        .isEqualTo("rw-------");
  }

  @Test
  void aReboundNameGetsNoFurtherThanTheDoor() throws Exception {
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void noPageMayCall() throws Exception {
    assertThat(ask("/readyz", "Origin", guard.admin().toString()).statusCode()).isEqualTo(403);
  }

  @Test
  void nothingIsChangedHere() throws Exception {
    String post = "POST /readyz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n";
    assertThat(raw(post + "Authorization: " + bearer + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
  }

  @Test
  void anAuditorReadsTheLeafOfARefusal() throws Exception {
    String answer = ask("/audit/v1/proof/" + guard.refused(), "Accept", "application/json").body();

    byte[] leaf = Base64.getUrlDecoder().decode(Json.read(answer).at("/decision/leaf").asText());
    assertThat(new String(leaf, UTF_8)).contains("\"detail\"");
  }

  @Test
  void theCheckpointIsTextThatIsAskedForAnew() throws Exception {
    HttpResponse<String> answer = ask("/audit/v1/log/checkpoint");

    assertThat(answer.body()).startsWith("local.mcp-guard/ledger\n");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
  }

  @Test
  void aFullTileNeverChangesAndAPartialOneGoes() throws Exception {
    long size = grown(300);
    long width = size % 256;
    HttpResponse<String> full = ask("/audit/v1/log/tile/entries/000");
    HttpResponse<String> partial =
        ask("/audit/v1/log/tile/0/%03d.p/%d".formatted(size / 256, width));

    assertThat(full.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(full.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
    assertThat(partial.statusCode()).isEqualTo(200);
    assertThat(partial.headers().firstValue("Cache-Control").orElse(""))
        .doesNotContain("immutable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/audit/v1/log/",
        "/audit/v1/log/lock",
        "/audit/v1/log/wal/base",
        "/audit/v1/log/../guard.db",
        "/audit/v1/log/%2e%2e/guard.db",
        "/audit/v1/log/tile/0/..%2f..%2flock",
        "/audit/v1/log/tile/9/000",
        "/audit/v1/log/tile/0/000.p/0",
        "/audit/v1/log/tile/entries/x999/999",
        "/admin-token"
      })
  void whatIsNoPartOfTheLogIsNotThere(String path) throws Exception {
    assertThat(
            raw(
                "GET "
                    + path
                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                    + bearer
                    + "\r\nConnection: close\r\n\r\n"))
        .matches("(?s)HTTP/1.1 40[04] .*");
  }

  /** Appends so many leaves; how many are published then. */
  private static long grown(int leaves) throws Exception {
    Callable<Long> append = () -> guard.server().ledger().append("{}".getBytes(UTF_8));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(Collections.nCopies(leaves, append))).hasSize(leaves);
    }
    return guard.server().ledger().covering(leaves - 1, Duration.ofSeconds(60)).size();
  }

  private static String raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), guard.admin().getPort())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
