package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssertionFilterTest {
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  private final List<ServletRequest> passed = new ArrayList<>();
  private final FilterChain chain = (request, response) -> passed.add(request);
  private final Servlets exchange =
      new Servlets().tokens(Fixture.token(Fixture.PAY)).body(Fixture.PAY);

  @Test
  void anAssertedCallReachesTheServletWithItsUser() throws Exception {
    filter(enforcing());

    assertThat(user()).hasValue("alice");
  }

  @Test
  void theServletReadsTheVeryBytesThatWereVerified() throws Exception {
    filter(enforcing());

    assertThat(passed).hasSize(1);
    assertThat(passed.get(0).getInputStream().readAllBytes())
        .isEqualTo(Fixture.PAY.getBytes(UTF_8));
  }

  @Test
  void theTransportContextHoldsTheAssertion() throws Exception {
    filter(enforcing());

    assertThat(AssertionFilter.contextOf(exchange.request()))
        .containsOnlyKeys("io.mcpguard.assertion.ToolCallAssertion");
  }

  @Test
  void aCallWithoutAssertionIsRefusedInJsonRpc() throws Exception {
    exchange.tokens();

    filter(enforcing());

    assertThat(passed).isEmpty();
    assertThat(exchange.answered)
        .containsEntry("setStatus", 403)
        .containsEntry("setContentType", "application/json")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("setContentLength", exchange.answer().length());
    assertThat(exchange.answer())
        .isEqualTo(
            "{\"error\":{\"code\":1403,\"data\":{\"reason\":\"no_token\"},\"message\":\"the call"
                + " carries no assertion; send it through the guard\"},\"id\":null,"
                + "\"jsonrpc\":\"2.0\"}");
  }

  @Test
  void everyTokenHeaderCounts() throws Exception {
    exchange.tokens(Fixture.token(Fixture.PAY), Fixture.token(Fixture.PAY));

    filter(enforcing());

    assertThat(exchange.answer()).contains("several_tokens");
  }

  @Test
  void aListPassesWithoutAUser() throws Exception {
    exchange.tokens().body(LIST);

    filter(enforcing());

    assertThat(passed).hasSize(1);
    assertThat(user()).isEmpty();
    assertThat(AssertionFilter.contextOf(exchange.request())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void streamsAndTheirEndPassWithoutAUser(String method) throws Exception {
    forgeAnAttribute();
    exchange.method(method);

    filter(enforcing());

    assertThat(passed).hasSize(1);
    assertThat(user()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "post", "OPTIONS"})
  void otherMethodsAreRefused(String method) throws Exception {
    exchange.method(method);

    filter(enforcing());

    assertThat(passed).isEmpty();
    assertThat(exchange.answered).containsEntry("setStatus", 405);
  }

  @Test
  void aBodyOfTheCapIsTaken() throws Exception {
    filter(new AssertionFilter(Fixture.verifier(), Fixture.PAY.length()));

    assertThat(passed).hasSize(1);
  }

  @Test
  void aLargerBodyIsRefused() throws Exception {
    filter(new AssertionFilter(Fixture.verifier(), Fixture.PAY.length() - 1));

    assertThat(passed).isEmpty();
    assertThat(exchange.answered).containsEntry("setStatus", 413);
  }

  @Test
  void aCapOfNothingIsRefused() {
    assertThatThrownBy(() -> new AssertionFilter(Fixture.verifier(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whereItOnlyObservesACallThatNobodyVouchesForHasNoUser() throws Exception {
    forgeAnAttribute();
    exchange.tokens();

    filter(new AssertionFilter(AssertionGate.observing(Fixture.verifier())));

    assertThat(passed).hasSize(1);
    assertThat(user()).isEmpty();
  }

  @Test
  void aRequestDispatchedOnceMoreIsTheCallThatWasLetThrough() throws Exception {
    AssertionFilter filter = enforcing();
    filter(filter);
    exchange.dispatchedAs(DispatcherType.ASYNC).tokens();

    filter(filter);

    assertThat(passed).hasSize(2);
    assertThat(user()).hasValue("alice");
  }

  @Test
  void aDispatchThatThisFilterDidNotSeeIsJudged() throws Exception {
    filter(enforcing());
    exchange.dispatchedAs(DispatcherType.ASYNC).tokens();

    filter(enforcing());

    assertThat(passed).hasSize(1);
  }

  @Test
  void aForwardOfACallThatWasLetThroughIsJudgedAnew() throws Exception {
    AssertionFilter filter = enforcing();
    filter(filter);
    exchange.dispatchedAs(DispatcherType.FORWARD);

    filter(filter);

    assertThat(exchange.answer()).contains("replayed");
    assertThat(user()).isEmpty();
  }

  @Test
  void theVerifiedBodyIsUtf8AndKnowsItsLength() throws Exception {
    String body = Fixture.PAY.replace("\"A-17\"", "\"é\"");
    exchange.tokens(Fixture.token(body)).body(body);

    filter(enforcing());

    HttpServletRequestWrapper request = (HttpServletRequestWrapper) passed.get(0);
    assertThat(request.getReader().readLine()).isEqualTo(body);
    assertThat(request.getCharacterEncoding()).isEqualTo("UTF-8");
    assertThat(request.getContentLength()).isEqualTo(body.getBytes(UTF_8).length);
    assertThat(request.getContentLengthLong()).isEqualTo(body.getBytes(UTF_8).length);
  }

  private void forgeAnAttribute() throws IOException, ServletException {
    filter(enforcing());
    passed.clear();
  }

  private static AssertionFilter enforcing() {
    return new AssertionFilter(Fixture.verifier());
  }

  private void filter(AssertionFilter filter) throws IOException, ServletException {
    filter.doFilter(exchange.request(), exchange.response(), chain);
  }

  private Optional<String> user() {
    return AssertionFilter.assertionOf(exchange.request()).flatMap(ToolCallAssertion::user);
  }
}
