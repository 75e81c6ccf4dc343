package io.mcpguard.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

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

  // CSP Level 3 §6.4.2.1: form-action holds for the redirects after a submission too.
  @Test
  void aPageThatLeadsToAClientDoesNotSayWhereItsFormEnds() {
    Reply page = Page.leadingAway(200, "t", Html.NOTHING);

    assertThat(page.headers().get("Content-Security-Policy"))
        .doesNotContain("form-action")
        .contains("default-src 'none'", "; frame-ancestors 'none'; base-uri 'none'");
  }

  // A window that a client's page opened and waits for must stay within its reach.
  @Test
  void aPageKeepsItsOpener() {
    assertThat(Page.of(200, "t", Html.NOTHING).headers())
        .doesNotContainKey("Cross-Origin-Opener-Policy");
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
