package io.mcpguard.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policy of pages, and what markup can hold. */
class PageTest {
  // CSP Level 3: a style element is let in by the hash of exactly its text.
  @Test
  void theStyleSheetIsKnownByItsHash() throws Exception {
    Reply page = Page.of(200, "t", Html.NOTHING);
    String body = page.body();
    String style = body.substring(body.indexOf("<style>") + 7, body.indexOf("</style>"));
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

    assertThat(page.headers().get("Content-Security-Policy"))
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'")
        .contains("form-action 'self';");
  }

  // CSP has no words for an IPv6 host or for what stands behind an app's scheme.
  @ParameterizedTest
  @CsvSource({
    "https://web.example/cb, https://web.example;",
    "https://web.example:8443/cb, https://web.example:8443;",
    "http://127.0.0.1:49152/cb, http://127.0.0.1:49152;",
    "http://localhost/cb, http://localhost;",
    "http://[::1]:49152/cb, http:;",
    "cursor://anysphere.cursor/cb, cursor:;"
  })
  void aFormMayEndAtTheClientAndNowhereElse(URI redirect, String source) {
    Reply page = Page.leadingTo(redirect, 200, "t", Html.NOTHING);

    assertThat(page.headers().get("Content-Security-Policy"))
        .contains("form-action 'self' " + source);
  }

  @Test
  void textCannotBecomeMarkup() {
    assertThat(Html.text("<a href=\"x\" onclick='y'>&").markup())
        .isEqualTo("&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;");
  }

  @Test
  void textThatLooksLikeAHoleIsNotFilled() {
    assertThat(Html.of("<p>{}{}</p>", Html.text("{}"), Html.text("b")).markup())
        .isEqualTo("<p>{}b</p>");
  }
}
