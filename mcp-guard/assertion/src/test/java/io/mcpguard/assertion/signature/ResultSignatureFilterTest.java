package io.mcpguard.assertion.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.assertion.Guarded;
import io.mcpguard.assertion.Servlets;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultSignatureFilterTest {
  private final Servlets exchange =
      new Servlets().header("txn-token", List.of(SignedResult.TOKEN)).body(Guarded.call());

  @Test
  void aJsonAnswerToAnAssertedCallIsSigned() throws Exception {
    filter(answering("application/json"));

    assertThat(exchange.answer()).isEqualTo(SignedResult.RESULT);
    assertThat(signed().verdict()).isEqualTo("accepted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json;charset=UTF-8", "application/json ; x=1"})
  void parametersOfTheTypeDoNotMatter(String type) throws Exception {
    filter(answering(type));

    assertThat(signed().verdict()).isEqualTo("accepted");
  }

  @Test
  void whatIsWrittenToTheStreamIsSignedToo() throws Exception {
    filter((request, response) -> {
      response.setContentType("application/json");
      ServletOutputStream out = response.getOutputStream();
      out.write(SignedResult.RESULT.getBytes(UTF_8), 0, 10);
      for (byte next : SignedResult.RESULT.substring(10).getBytes(UTF_8)) {
        out.write(next);
      }
    });

    assertThat(signed().verdict()).isEqualTo("accepted");
  }

  @Test
  void aFlushDoesNotSendTheHeadBeforeItIsSigned() throws Exception {
    filter((request, response) -> {
      response.setContentType("application/json");
      response.getWriter().write(SignedResult.RESULT);
      response.flushBuffer();
    });

    assertThat(exchange.answered).doesNotContainKey("flushBuffer");
    assertThat(signed().verdict()).isEqualTo("accepted");
  }

  @Test
  void whatWasTakenBackIsNotSigned() throws Exception {
    filter((request, response) -> {
      response.setContentType("application/json");
      response.getOutputStream().write("{\"half\":".getBytes(UTF_8));
      response.resetBuffer();
      response.getOutputStream().write(SignedResult.RESULT.getBytes(UTF_8));
    });

    assertThat(exchange.answer()).isEqualTo(SignedResult.RESULT);
    assertThat(signed().verdict()).isEqualTo("accepted");
  }

  @Test
  void anAnswerThatWasBegunAnewIsSigned() throws Exception {
    filter((request, response) -> {
      response.setContentType("application/json");
      response.getOutputStream().write("{\"half\":".getBytes(UTF_8));
      response.reset();
      response.getOutputStream().write(SignedResult.RESULT.getBytes(UTF_8));
    });

    assertThat(exchange.answer()).isEqualTo(SignedResult.RESULT);
  }

  @Test
  void aCallWithoutAnAssertionIsAnsweredAsItIs() throws Exception {
    exchange.header("txn-token", List.of());

    filter(answering("application/json"));

    assertThat(exchange.answer()).isEqualTo(SignedResult.RESULT);
    assertThat(exchange.answered).doesNotContainKey("Signature");
  }

  @Test
  void aStreamPassesAsItComes() throws Exception {
    filter((request, response) -> {
      response.setContentType("text/event-stream");
      response.getWriter().write("data: 1\n\n");
      response.flushBuffer();
      response.getWriter().flush();
      assertThat(exchange.answer()).isEqualTo("data: 1\n\n");
    });

    assertThat(exchange.answered).containsKey("flushBuffer").doesNotContainKey("Signature");
  }

  @Test
  void whatIsAnsweredAsynchronouslyPasses() throws Exception {
    filter((request, response) -> {
      var unused = request.startAsync();
      response.setContentType("application/json");
      response.getOutputStream().write(SignedResult.RESULT.getBytes(UTF_8));
    });

    assertThat(exchange.answer()).isEqualTo(SignedResult.RESULT);
    assertThat(exchange.answered).doesNotContainKey("Signature");
  }

  @Test
  void whatWasKeptBeforeTheServletWentOnElsewhereIsNotLost() throws Exception {
    filter((request, response) -> {
      response.setContentType("application/json");
      response.getOutputStream().write(SignedResult.RESULT.getBytes(UTF_8));
      var unused = request.startAsync(request, response);
    });

    assertThat(exchange.answer()).isEqualTo(SignedResult.RESULT);
    assertThat(exchange.answered).doesNotContainKey("Signature");
  }

  @Test
  void anErrorOfTheContainerPasses() throws Exception {
    filter((request, response) -> ((HttpServletResponse) response).sendError(405));

    assertThat(exchange.answered).containsEntry("sendError", 405).doesNotContainKey("Signature");
  }

  @Test
  void anErrorWithATextPasses() throws Exception {
    filter((request, response) -> ((HttpServletResponse) response).sendError(405, "no"));

    assertThat(exchange.answered).containsKey("sendError").doesNotContainKey("Signature");
  }

  @Test
  void anAnswerOfTheCapIsSigned() throws Exception {
    capped(SignedResult.RESULT.length())
        .doFilter(exchange.request(), exchange.response(), answering("application/json"));

    assertThat(signed().verdict()).isEqualTo("accepted");
  }

  @Test
  void aLargerAnswerPassesUnsignedAndWhole() throws Exception {
    capped(SignedResult.RESULT.length() - 1)
        .doFilter(
            exchange.request(),
            exchange.response(),
            (request, response) -> {
              response.setContentType("application/json");
              response.getOutputStream().write(SignedResult.RESULT.substring(0, 5).getBytes(UTF_8));
              response.getOutputStream().write(SignedResult.RESULT.substring(5).getBytes(UTF_8));
            });

    assertThat(exchange.answer()).isEqualTo(SignedResult.RESULT);
    assertThat(exchange.answered).doesNotContainKey("Signature");
  }

  @Test
  void aCapOfNothingIsRefused() {
    assertThatThrownBy(() -> capped(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static FilterChain answering(String type) {
    return (request, response) -> {
      response.setContentType(type);
      response.getWriter().write(SignedResult.RESULT);
    };
  }

  private static ResultSignatureFilter capped(int mostBytes) {
    return new ResultSignatureFilter(
        new ResultSigner(Guarded.ed25519()), SignedRequest.CLOCK, mostBytes);
  }

  private void filter(FilterChain servlet) throws Exception {
    new ResultSignatureFilter(new ResultSigner(Guarded.ed25519()), SignedRequest.CLOCK)
        .doFilter(exchange.request(), exchange.response(), servlet);
  }

  private SignedResult signed() {
    return SignedResult.ofCall()
        .content(exchange.answer())
        .with("content-digest", header("Content-Digest"))
        .with("signature-input", header("Signature-Input"))
        .with("signature", header("Signature"));
  }

  private String header(String name) {
    return String.valueOf(exchange.answered.get(name));
  }
}
