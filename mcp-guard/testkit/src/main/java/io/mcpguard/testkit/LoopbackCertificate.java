package io.mcpguard.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its self-signed certificate for 127.0.0.1, made by the JDK's own tool. */
public final class LoopbackCertificate {
  private static final String ALIAS = "loopback";
  private static final String PASSWORD = "changeit";

  private final Path store;
  private final SSLContext context;

  private LoopbackCertificate(Path store, SSLContext context) {
    this.store = store;
    this.context = context;
  }

  /** Makes one in this directory. */
  public static LoopbackCertificate make(Path directory) throws IOException, InterruptedException {
    Path store = directory.resolve("loopback.p12");
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    if (tool.waitFor() != 0) {
      throw new IOException(
          "keytool failed: " + Files.readString(directory.resolve("keytool.log")));
    }
    return new LoopbackCertificate(store, context(store));
  }

  /** Shows this certificate, and trusts no other. */
  public SSLContext context() {
    return context;
  }

  /** What makes a Java program trust this certificate and no other. */
  public List<String> trustOptions() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + store.toAbsolutePath(),
        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }

  /** The certificate, in PEM. */
  public String certificatePem() throws IOException {
    try {
      return pem("CERTIFICATE", keys(store).getCertificate(ALIAS).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key store that keytool made is not usable", e);
    }
  }

  /** Its key, PKCS #8 in PEM. */
  public String keyPem() throws IOException {
    try {
      return pem("PRIVATE KEY", keys(store).getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key store that keytool made is not usable", e);
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }

  private static KeyStore keys(Path store) throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return keys;
    }
  }

  private static SSLContext context(Path store) throws IOException {
    try {
      KeyStore keys = keys(store);
      KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
      own.init(keys, PASSWORD.toCharArray());
      TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
      others.init(keys);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), others.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key store that keytool made is not usable", e);
    }
  }
}
