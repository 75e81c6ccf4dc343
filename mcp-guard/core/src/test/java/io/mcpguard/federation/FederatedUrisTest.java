package io.mcpguard.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.federation.FederatedUris.Divided;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URIs at the federated endpoint: URIs again, and reversible. */
class FederatedUrisTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///srv/a+b.txt",
        "test://static-text",
        "urn:x:y",
        "git+ssh://host/a",
        "file:///srv/{path}",
        "no-scheme",
        ""
      })
  void aUriComesBackAsItWas(String uri) {
    String federated = FederatedUris.federated("my-files", uri);

    assertThat(FederatedUris.divide(federated)).contains(new Divided("my-files", uri));
  }

  @Test
  void itIsAUriOfASchemeThatBeginsWithTheServer() {
    assertThat(URI.create(FederatedUris.federated("files", "file:///srv/a.txt")).getScheme())
        .isEqualTo("files+file");
  }

  /** Hosts know a tool's user interface by its scheme (MCP Apps, 2026-01-26). */
  @Test
  void aUserInterfaceStaysOne() {
    String federated = FederatedUris.federated("maps", "ui://weather/panel.html");

    assertThat(federated).isEqualTo("ui://maps/weather/panel.html");
    assertThat(FederatedUris.divide(federated))
        .contains(new Divided("maps", "ui://weather/panel.html"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///srv/a.txt", "+file:///a", "ui://panel", "ui:///panel", ""})
  void whatNamesNoServerIsNobodys(String uri) {
    assertThat(FederatedUris.divide(uri)).isEqualTo(Optional.empty());
  }
}
