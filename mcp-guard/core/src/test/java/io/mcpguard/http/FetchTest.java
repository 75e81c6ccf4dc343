package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: Application/JSON; charset=utf-8\r\n";

  @Test
  void aDocumentComesWithItsMediaTypeAndFreshness() throws Exception {
    Fetched fetched =
        (Fetched) fetch(HEAD + "Cache-Control: max-age=60\r\nContent-Length: 2\r\n\r\n{}");

    assertThat(fetched.body()).asString().isEqualTo("{}");
    assertThat(fetched.mediaType()).isEqualTo("application/json");
    assertThat(fetched.freshFor()).isEqualTo(Duration.ofSeconds(60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-store, max-age=60", "max-age=60, private", "s-maxage=60", ""})
  void whatMayNotBeKeptIsNotFresh(String control) throws Exception {
    Fetched fetched =
        (Fetched) fetch(HEAD + "Cache-Control: " + control + "\r\nContent-Length: 2\r\n\r\n{}");

    assertThat(fetched.freshFor()).isZero();
  }

  /** RFC 9111 §4.2.4: not "if it is prohibited by an explicit in-protocol directive". */
  @ParameterizedTest
  @ValueSource(
      strings = {"max-age=1, must-revalidate", "Proxy-Revalidate", "s-maxage=1", "no-cache"})
  void whatMustBeAskedForIsNotUsedStale(String control) throws Exception {
    Fetched fetched =
        (Fetched) fetch(HEAD + "Cache-Control: " + control + "\r\nContent-Length: 2\r\n\r\n{}");

    assertThat(fetched.mayBeUsedStale()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-age=1", "public", ""})
  void whatForbidsNothingMayBeUsedStale(String control) throws Exception {
    Fetched fetched =
        (Fetched) fetch(HEAD + "Cache-Control: " + control + "\r\nContent-Length: 2\r\n\r\n{}");

    assertThat(fetched.mayBeUsedStale()).isTrue();
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    assertThat(refusal("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(FetchRefused.Reason.STATUS);
  }

  /** Client ID metadata documents: "SHOULD limit the response size", 5 KB recommended. */
  @Test
  void aDocumentOf5KibIsFetchedAndOneByteMoreIsTooLarge() throws Exception {
    String largest = "x".repeat(5120);

    assertThat(fetch(HEAD + "Content-Length: 5120\r\n\r\n" + largest)).isInstanceOf(Fetched.class);
    assertThat(refusal(HEAD + "Content-Length: 5121\r\n\r\n" + largest + "x"))
        .isEqualTo(FetchRefused.Reason.TOO_LARGE);
  }

  @Test
  void aDocumentThatDoesNotEndIsTooLarge() throws Exception {
    assertThat(refusal(HEAD + "\r\n" + "x".repeat(5121))).isEqualTo(FetchRefused.Reason.TOO_LARGE);
  }

  @Test
  void aServerThatDoesNotAnswerIsUnreachableWhenTheTimeIsOver() throws Exception {
    FetchRules impatient = FetchRules.clientMetadata().within(Duration.ofMillis(50));
    try (RawServer server = RawServer.running(RawServer::staySilent);
        Http1Client client = client(AddressPolicy.publicOnly().allowingLoopback())) {
      FetchRefused refused = (FetchRefused) new Fetch(client, impatient).get(server.url("/"));

      assertThat(refused.reason()).isEqualTo(FetchRefused.Reason.UNREACHABLE);
    }
  }

  @Test
  void plainHttpIsRefusedUnlessLoopbackIsAllowed() throws Exception {
    try (RawServer server = RawServer.answering(HEAD + "Content-Length: 2\r\n\r\n{}");
        Http1Client client = client(AddressPolicy.publicOnly())) {
      FetchRefused refused =
          (FetchRefused) new Fetch(client, FetchRules.clientMetadata()).get(server.url("/"));

      assertThat(refused.reason()).isEqualTo(FetchRefused.Reason.NOT_HTTPS);
      assertThat(server.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://127.0.0.1/", "https://169.254.169.254/", "https://[::1]/"})
  void anAddressInsideIsRefused(String url) throws Exception {
    try (Http1Client client = client(AddressPolicy.publicOnly())) {
      FetchRefused refused = (FetchRefused) new Fetch(client, FetchRules.keySet()).get(url);

      assertThat(refused.reason()).isEqualTo(FetchRefused.Reason.REFUSED_ADDRESS);
    }
  }

  @Test
  void theRefusalOfAUrlDoesNotEchoIt() throws Exception {
    try (Http1Client client = client(AddressPolicy.publicOnly())) {
      FetchRefused refused =
          (FetchRefused) new Fetch(client, FetchRules.keySet()).get("https://s3cret@example.com/");

      assertThat(refused.reason()).isEqualTo(FetchRefused.Reason.BAD_URL);
      assertThat(refused.detail()).doesNotContain("s3cret");
    }
  }

  private static FetchRefused.Reason refusal(String answer) throws Exception {
    return ((FetchRefused) fetch(answer)).reason();
  }

  private static FetchResult fetch(String answer) throws Exception {
    try (RawServer server = RawServer.answeringOnce(answer);
        Http1Client client = client(AddressPolicy.publicOnly().allowingLoopback())) {
      FetchRules patient = FetchRules.clientMetadata().within(Duration.ofMinutes(1));
      return new Fetch(client, patient).get(server.url("/client"));
    }
  }

  private static Http1Client client(AddressPolicy policy) throws Exception {
    return new Http1Client(policy, SSLContext.getDefault());
  }
}
