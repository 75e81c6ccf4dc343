package io.mcpguard.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class CookieTest {
  // RFC 6265bis §4.1.3.2: __Host- needs Secure, Path=/ and no Domain.
  @Test
  void onHttpsTheCookieIsBoundToTheHost() {
    assertThat(Cookie.of(URI.create("https://guard.example")).set("x"))
        .isEqualTo("__Host-mcpguard=x; Path=/; HttpOnly; SameSite=Lax; Secure");
  }

  @Test
  void onLoopbackItsNameHoldsThePort() {
    assertThat(Cookie.of(URI.create("http://127.0.0.1:8931")).set("x"))
        .isEqualTo("mcpguard-8931=x; Path=/; HttpOnly; SameSite=Lax");
  }
}
