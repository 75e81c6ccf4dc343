package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 9110 §4.3.4: the certificate must be the one of the name that was asked for. */
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path directory;

  private static SSLContext context;
  private static SSLServerSocket server;
  private static final BlockingQueue<String> NAMES = new LinkedBlockingQueue<>();

  @BeforeAll
  static void startServer() throws Exception {
    context = contextOf(selfSignedFor("tool.example"));
    server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(TlsTest::serve);
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Test
  void theNameIsInSniAndItsCertificateIsTrusted() throws Exception {
    assertThat(get("tool.example", context)).isEqualTo("ok");
    assertThat(NAMES.take()).contains("tool.example");
  }

  @Test
  void theCertificateOfAnotherNameIsUntrusted() {
    Http1Failure failure =
        Assertions.catchThrowableOfType(Http1Failure.class, () -> get("other.example", context));

    assertThat(failure.kind()).isEqualTo(Http1Failure.Kind.UNTRUSTED);
    assertThat(failure.progress()).isEqualTo(Http1Failure.Progress.UNSENT);
  }

  @Test
  void aCertificateThatNobodyVouchesForIsUntrusted() {
    Http1Failure failure =
        Assertions.catchThrowableOfType(
            Http1Failure.class, () -> get("tool.example", SSLContext.getDefault()));

    assertThat(failure.kind()).isEqualTo(Http1Failure.Kind.UNTRUSTED);
  }

  private static String get(String host, SSLContext trust) throws Exception {
    AddressPolicy policy =
        AddressPolicy.publicOnly()
            .allowingHosts(Set.of(host))
            .allowingLoopback()
            .resolvingBy((name, deadline) -> List.of(InetAddress.getLoopbackAddress()));
    Destination destination = Destination.of("https://" + host + ":" + server.getLocalPort());
    RequestHead head = RequestHead.of("GET", destination, List.of());
    try (Http1Client client = new Http1Client(policy, trust);
        Http1Pool pool = client.pool(destination, Http1Limits.standard());
        Http1Exchange exchange =
            pool.send(head, List.of(), new byte[0], Deadline.in(Duration.ofSeconds(20)))) {
      return new String(exchange.response().readAll(1024), StandardCharsets.UTF_8);
    }
  }

  private static void serve() {
    while (!server.isClosed()) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.startHandshake();
        NAMES.add(((ExtendedSSLSession) socket.getSession()).getRequestedServerNames().toString());
        socket.getInputStream().readNBytes(10);
        byte[] answer =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(answer);
        socket.getInputStream().read();
      } catch (IOException refusedByTheClient) {
        // The client refused the certificate, as the test wants it.
      }
    }
  }

  private static Path selfSignedFor(String name) throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    return store;
  }

  private static SSLContext contextOf(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
    others.init(trusted);
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return made;
  }
}
