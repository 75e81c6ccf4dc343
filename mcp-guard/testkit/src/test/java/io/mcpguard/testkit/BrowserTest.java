package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrowserTest {
  private static final String CALLBACK = "http://127.0.0.1:1/callback?code=c";
  private static final String LOGIN =
      """
      <form method=post action=/login><input type=hidden name=csrf value="a&amp;b">
      <input name=u><input type=password name=p><button>Log in</button></form>
      """;
  private static final String CONSENT =
      """
      <form method=post action=/consent>
      <input type=checkbox name=scope value=read checked>
      <input type=checkbox name=scope value=write checked>
      <select name=ends><option value=1h selected><option value=8h></select>
      <button name=answer value=deny>Do not allow</button>
      <button name=answer value=allow>Allow</button></form>
      """;
  private final RecordingUpstream site = RecordingUpstream.answering(BrowserTest::answer);

  @AfterEach
  void stop() {
    site.close();
  }

  private static Reply answer(Received request) {
    return switch (request.method() + " " + request.target()) {
      case "GET /mcp" -> new Reply(302, Map.of("Location", "/login"), out -> {});
      case "GET /login" -> page(LOGIN, Map.of("Set-Cookie", "session=s1; HttpOnly; Path=/"));
      case "POST /login" -> new Reply(303, Map.of("Location", "/consent"), out -> {});
      case "GET /consent" -> page(CONSENT, Map.of());
      case "POST /consent" -> new Reply(303, Map.of("Location", CALLBACK), out -> {});
      default -> Reply.empty(404);
    };
  }

  private static Reply page(String html, Map<String, String> headers) {
    return new Reply(200, headers, out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void endsWhereAnotherOriginBegins() throws Exception {
    URI end = Browser.of("alice", "secret").visit(site.url());

    assertThat(end).hasToString(CALLBACK);
  }

  @Test
  void fillsTheLoginFormAndKeepsItsHiddenFields() throws Exception {
    Browser.of("alice", "s p").visit(site.url());

    assertThat(posted("/login")).isEqualTo("csrf=a%26b&u=alice&p=s+p");
  }

  @Test
  void keepsCookies() throws Exception {
    Browser.of("alice", "secret").visit(site.url());

    assertThat(site.received().getLast().header("Cookie")).contains("session=s1");
  }

  @Test
  void pressesTheButtonThatAllows() throws Exception {
    Browser.of("alice", "secret").visit(site.url());

    assertThat(posted("/consent")).isEqualTo("scope=read&scope=write&ends=1h&answer=allow");
  }

  @Test
  void unticksWhatThePersonDoesNotWant() throws Exception {
    Browser.of("alice", "secret").ticking("read"::equals).visit(site.url());

    assertThat(posted("/consent")).isEqualTo("scope=read&ends=1h&answer=allow");
  }

  @Test
  void pressesTheButtonThatRefuses() throws Exception {
    Browser.of("alice", "secret").refusing().visit(site.url());

    assertThat(posted("/consent")).endsWith("answer=deny");
  }

  @Test
  void stopsAtAPageThatAsksNothing() {
    site.answer(request -> page("<p>Sorry", Map.of()));

    assertThatIllegalStateException()
        .isThrownBy(() -> Browser.of("alice", "secret").visit(site.url()))
        .withMessageContaining("Sorry");
  }

  private String posted(String path) {
    return site.received().stream()
        .filter(r -> r.method().equals("POST") && r.target().equals(path))
        .findFirst()
        .orElseThrow()
        .text();
  }
}
