package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.authserver.client.FetchedMetadataDocuments;
import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Fetch;
import io.mcpguard.http.FetchRules;
import io.mcpguard.http.Http1Client;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack row A25: a client_id that makes us fetch from a place of the attacker's choice. */
class A25MetadataDocumentFetchTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/client.json",
        "https://localhost/client.json",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/client.json",
        "https://[::ffff:127.0.0.1]/client.json",
        "https://2130706433/client.json",
        "https://10.0.0.1/client.json",
        "http://agent.example/client.json"
      })
  void aClientIdThatPointsInsideIsAnUnknownClient(String clientId) throws Exception {
    try (var http = new Http1Client(AddressPolicy.publicOnly(), SSLContext.getDefault())) {
      House house =
          House.reading(
              new FetchedMetadataDocuments(
                  new Fetch(http, FetchRules.clientMetadata()), InstantSource.system()));
      var agent = new Agent1(house);
      Map<String, String> request = agent.request();
      request.put("client_id", clientId);
      HttpResponse<String> page = new Browser(house.issuer).open(agent.url(request));
      house.close();

      assertThat(page.statusCode()).isEqualTo(400);
      assertThat(page.headers().firstValue("Location")).isEmpty();
      assertThat(page.body()).contains("not known here").doesNotContain(clientId);
    }
  }
}
