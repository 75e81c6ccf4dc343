package io.mcpguard.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Fetch;
import io.mcpguard.http.FetchRules;
import io.mcpguard.http.Http1Client;
import io.mcpguard.testkit.DocumentHost;
import io.mcpguard.testkit.LoopbackCertificate;
import io.mcpguard.testkit.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a metadata document is believed, and how often it is asked for. */
class FetchedMetadataDocumentsTest {
  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final Duration STALE = Duration.ofHours(1);
  private static final String HERE = "192.0.2.1";

  @TempDir private static Path directory;

  private static LoopbackCertificate certificate;

  private final MovableClock clock = MovableClock.at("2026-11-01T12:00:00Z");
  private DocumentHost host;
  private Http1Client http;
  private FetchedMetadataDocuments documents;
  private String url;

  @BeforeAll
  static void makeTheCertificate() throws Exception {
    certificate = LoopbackCertificate.make(directory);
  }

  @BeforeEach
  void start() {
    host = DocumentHost.start(certificate);
    url = host.url("/client.json");
    host.has(document(), "max-age=600");
    http = new Http1Client(AddressPolicy.publicOnly().allowingLoopback(), certificate.context());
    FetchRules patient = FetchRules.clientMetadata().within(Duration.ofMinutes(1));
    documents = new FetchedMetadataDocuments(new Fetch(http, patient), clock);
  }

  @AfterEach
  void stop() {
    http.close();
    host.close();
  }

  @Test
  void aFreshDocumentIsNotAskedForAgain() {
    find();
    clock.move(FRESH.minusSeconds(1));

    assertThat(find()).isPresent();
    assertThat(host.hits()).isEqualTo(1);
  }

  @Test
  void aDocumentThatIsNoLongerFreshIsAskedForAgain() {
    find();
    clock.move(FRESH);

    assertThat(find()).isPresent();
    assertThat(host.hits()).isEqualTo(2);
  }

  // RFC 9111 §4.2.4: stale responses are for a cache that "is disconnected".
  @Test
  void aStaleDocumentStandsInWhileNobodyAnswers() {
    find();
    host.close();
    clock.move(FRESH.plus(STALE).minusSeconds(1));

    assertThat(find()).isPresent();
  }

  @Test
  void aDocumentThatIsStaleForTooLongStandsInNoMore() {
    find();
    host.close();
    clock.move(FRESH.plus(STALE));

    assertThat(find()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410, 302, 500})
  void anyAnswerButTheDocumentEndsIt(int status) {
    find();
    clock.move(FRESH);
    host.answers(status);

    assertThat(find()).isEmpty();
    host.close();
    assertThat(find()).isEmpty();
  }

  @Test
  void aDocumentThatWasSpoiledEndsIt() {
    find();
    clock.move(FRESH);
    host.has(document().replace("client_name", "name"), "max-age=600");

    assertThat(find()).isEmpty();
    host.close();
    assertThat(find()).isEmpty();
  }

  // RFC 9111 §4.2.4: "A cache MUST NOT generate a stale response if it is prohibited by an explicit
  // in-protocol directive (e.g., by a no-cache response directive, a must-revalidate response
  // directive, or an applicable s-maxage or proxy-revalidate response directive)".
  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=600, must-revalidate",
        "max-age=600, proxy-revalidate",
        "max-age=600, s-maxage=600",
        "no-cache",
        "no-store"
      })
  void aDocumentThatForbidsItDoesNotStandIn(String control) {
    host.has(document(), control);
    find();
    host.close();
    clock.move(FRESH);

    assertThat(find()).isEmpty();
  }

  @Test
  void onePlaceCausesTwentyFetchesAMinuteAndOthersGoOn() {
    nameManyDocumentsFrom(HERE);

    assertThat(host.hits()).isEqualTo(20);
    documents.find(url, "192.0.2.2");
    assertThat(host.hits()).isEqualTo(21);
  }

  @Test
  void aMinuteLaterAPlaceMayCauseFetchesAgain() {
    nameManyDocumentsFrom(HERE);
    clock.move(Duration.ofMinutes(1));
    documents.find(url, HERE);

    assertThat(host.hits()).isEqualTo(21);
  }

  @Test
  void oneHostIsAskedThirtyTimesAMinuteWhoeverNamesIt() {
    host.answers(404);
    for (int i = 0; i < 40; i++) {
      documents.find(url, "192.0.2." + i);
    }

    assertThat(host.hits()).isEqualTo(30);
  }

  @Test
  void aDocumentStandsInWhileItMayNotBeAskedFor() {
    find();
    clock.move(FRESH);
    host.answers(404);
    for (int i = 0; i < 30; i++) {
      documents.find(host.url("/" + i), "192.0.2." + i);
    }

    assertThat(find()).isPresent();
  }

  private void nameManyDocumentsFrom(String source) {
    host.answers(404);
    for (int i = 0; i < 25; i++) {
      documents.find(host.url("/" + i), source);
    }
  }

  private Optional<Client> find() {
    return documents.find(url, HERE);
  }

  private String document() {
    return "{\"client_id\":\""
        + url
        + "\",\"client_name\":\"The Agent\","
        + "\"redirect_uris\":[\"http://127.0.0.1/cb\"]}";
  }
}
