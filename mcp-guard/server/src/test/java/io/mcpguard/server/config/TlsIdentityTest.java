package io.mcpguard.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.LoopbackCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIdentityTest {
  @TempDir private static Path folder;

  private static String certificate = "";
  private static String key = "";
  private static String otherKey = "";

  private final Problems problems = new Problems();

  @BeforeAll
  static void makeTwo() throws Exception {
    LoopbackCertificate one = LoopbackCertificate.make(Files.createDirectory(folder.resolve("1")));
    certificate = one.certificatePem();
    key = one.keyPem();
    otherKey = LoopbackCertificate.make(Files.createDirectory(folder.resolve("2"))).keyPem();
  }

  @Test
  void aCertificateAndItsKeyAreTaken() {
    assertThat(faulty(certificate, key)).isEmpty();
  }

  // What openssl pkcs12 writes before a key.
  @Test
  void textBeforeTheKeyIsPassedOver() {
    assertThat(faulty(certificate, "Bag Attributes\n" + key)).isEmpty();
  }

  @Test
  void theKeyOfAnotherCertificateIsRefused() {
    assertThat(faulty(certificate, otherKey)).isEqualTo("tls.key");
    assertThat(problems.all().toString()).contains("does not belong");
  }

  @Test
  void aKeyInAnotherFormIsRefusedWithTheWayToConvertIt() {
    assertThat(faulty(certificate, key.replace("PRIVATE KEY", "EC PRIVATE KEY")))
        .isEqualTo("tls.key");
    assertThat(problems.all().toString()).contains("openssl pkcs8 -topk8 -nocrypt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", "A", "=A=A"})
  void whatIsNoKeyInsideIsRefused(String inside) {
    assertThat(
            faulty(
                certificate,
                "-----BEGIN PRIVATE KEY-----\n" + inside + "\n-----END PRIVATE KEY-----"))
        .isEqualTo("tls.key");
  }

  @Test
  void aFileWithoutACertificateIsRefused() {
    assertThat(faulty("nothing", key)).isEqualTo("tls.certificate");
  }

  @Test
  void aKeyWhereTheCertificateBelongsIsRefused() {
    assertThat(faulty(key, key)).isEqualTo("tls.certificate");
  }

  @Test
  void aCertificateThatIsCutOffIsRefused() {
    assertThat(faulty(certificate.substring(0, certificate.length() / 2), key))
        .isEqualTo("tls.certificate");
  }

  /** The key of the one problem; empty where there is none and the identity was read. */
  private String faulty(String chain, String ownKey) {
    boolean isRead =
        TlsIdentity.read(TlsSettings.of(Secret.of(chain), Secret.of(ownKey)), problems).isPresent();
    assertThat(problems.all()).hasSize(isRead ? 0 : 1);
    return problems.all().stream().map(Problem::key).findFirst().orElse("");
  }
}
