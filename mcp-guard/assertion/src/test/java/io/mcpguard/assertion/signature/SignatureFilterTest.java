package io.mcpguard.assertion.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.assertion.Guarded;
import io.mcpguard.assertion.Servlets;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureFilterTest {
  private static final URI ORIGIN = URI.create("https://tools.example");

  private final List<ServletRequest> passed = new ArrayList<>();
  private final FilterChain chain = (request, response) -> passed.add(request);
  private final Servlets exchange = arriving(SignedRequest.call()).body(Guarded.call());

  @Test
  void aSignedCallReachesTheServletWithItsSignature() throws Exception {
    filter(enforcing());

    assertThat(passed).hasSize(1);
    assertThat(SignatureFilter.signatureOf(exchange.request()))
        .map(RequestSignature::nonce)
        .hasValue(SignedRequest.NONCE);
  }

  @Test
  void theServletReadsTheVeryBytesThatWereVerified() throws Exception {
    filter(enforcing());

    assertThat(passed.get(0).getInputStream().readAllBytes())
        .isEqualTo(Guarded.call().getBytes(UTF_8));
  }

  @Test
  void anUnsignedCallIsRefusedInJsonRpc() throws Exception {
    exchange.header("signature-input", List.of());

    filter(enforcing());

    assertThat(passed).isEmpty();
    assertThat(exchange.answered).containsEntry("setStatus", 403);
    assertThat(exchange.answer()).contains("\"reason\":\"no_signature\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void aStreamAndTheEndOfASessionAreSignedToo(String method) throws Exception {
    Servlets bare = arriving(SignedRequest.bare(method)).method(method).body("");

    enforcing().doFilter(bare.request(), bare.response(), chain);

    assertThat(passed).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void unsignedOnesAreRefused(String method) throws Exception {
    Servlets bare = new Servlets().method(method).body("");

    enforcing().doFilter(bare.request(), bare.response(), chain);

    assertThat(passed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin", "/mcp/", "/mcp?x=1"})
  void aRequestSentElsewhereOnThisServerIsRefused(String target) throws Exception {
    exchange.target(target);

    filter(enforcing());

    assertThat(exchange.answer()).contains("bad_signature");
  }

  @Test
  void aQueryIsPartOfTheTarget() throws Exception {
    SignedRequest asked = SignedRequest.call().target(SignedRequest.TARGET + "?tenant=a");
    Servlets query = arriving(asked.signed(SignedRequest.INPUT)).body(Guarded.call());

    enforcing().doFilter(query.target("/mcp?tenant=a").request(), query.response(), chain);

    assertThat(passed).hasSize(1);
  }

  @Test
  void aServerThatIsReachedUnderAnotherNameTakesNothing() throws Exception {
    filter(at("https://other.example"));

    assertThat(exchange.answer()).contains("bad_signature");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://tools.example/",
        "HTTPS://Tools.Example:443",
        "https://tools.example:443/"
      })
  void anOriginHasOneMeaningHoweverItIsSpelled(String origin) throws Exception {
    filter(at(origin));

    assertThat(passed).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://tools.example:8080", "http://tools.example"})
  void anotherPortAndPlainHttpAreOtherOrigins(String origin) throws Exception {
    SignedRequest there = SignedRequest.call().target(origin + "/mcp").signed(SignedRequest.INPUT);
    Servlets call = arriving(there).body(Guarded.call());

    at(origin).doFilter(call.request(), call.response(), chain);

    assertThat(passed).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://tools.example/mcp",
        "https://tools.example?x",
        "https://tools.example#x",
        "https://user@tools.example",
        "ftp://tools.example",
        "tools.example",
        "https:tools"
      })
  void whatIsNoOriginIsRefused(String origin) {
    assertThatThrownBy(() -> at(origin))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("origin");
  }

  @Test
  void contentOfTheCapIsTaken() throws Exception {
    filter(capped(Guarded.call().length()));

    assertThat(passed).hasSize(1);
  }

  @Test
  void largerContentIsRefused() throws Exception {
    filter(capped(Guarded.call().length() - 1));

    assertThat(passed).isEmpty();
    assertThat(exchange.answered).containsEntry("setStatus", 413);
  }

  @Test
  void aCapOfNothingIsRefused() {
    assertThatThrownBy(() -> capped(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRequestDispatchedOnceMoreIsTheOneThatWasLetThrough() throws Exception {
    SignatureFilter filter = enforcing();
    filter(filter);
    exchange.dispatchedAs(DispatcherType.ASYNC).header("signature-input", List.of());

    filter(filter);

    assertThat(passed).hasSize(2);
  }

  @Test
  void aDispatchThatThisFilterDidNotSeeIsJudged() throws Exception {
    filter(enforcing());
    exchange.dispatchedAs(DispatcherType.ASYNC).header("signature-input", List.of());

    filter(enforcing());

    assertThat(passed).hasSize(1);
  }

  @Test
  void aForwardIsJudgedAnew() throws Exception {
    SignatureFilter filter = enforcing();
    filter(filter);

    filter(filter);

    assertThat(exchange.answer()).contains("replayed");
    assertThat(SignatureFilter.signatureOf(exchange.request())).isEmpty();
  }

  private static Servlets arriving(SignedRequest request) {
    Servlets servlets = new Servlets();
    request.fields().forEach(servlets::header);
    return servlets;
  }

  private static SignatureFilter enforcing() {
    return new SignatureFilter(SignedRequest.verifier(SignedRequest.CLOCK), ORIGIN);
  }

  private static SignatureFilter at(String origin) {
    return new SignatureFilter(SignedRequest.verifier(SignedRequest.CLOCK), URI.create(origin));
  }

  private static SignatureFilter capped(int mostBytes) {
    return new SignatureFilter(SignedRequest.verifier(SignedRequest.CLOCK), ORIGIN, mostBytes);
  }

  private void filter(SignatureFilter filter) throws Exception {
    filter.doFilter(exchange.request(), exchange.response(), chain);
  }
}
