package io.mcpguard.connect;

import io.mcpguard.jose.ProofSigner;
import io.mcpguard.oauth.ReceivedChallenge;
import io.mcpguard.oauth.Scopes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A login, from the server's challenge to tokens: discovery, registration, browser, code. */
final class Login {
  private static final Duration AT_THE_BROWSER = Duration.ofMinutes(10);

  private final ConnectSettings settings;
  private final Discovery discovery;
  private final Registration registration;
  private final TokenRequests tokens;
  private final WebBrowser browser;
  private final Notices notices;
  private final SecureRandom random;

  Login(
      ConnectSettings settings,
      OAuthRequests requests,
      InstantSource clock,
      WebBrowser browser,
      Notices notices,
      SecureRandom random) {
    this.settings = settings;
    this.discovery = new Discovery(requests, settings.endpoint());
    this.registration = new Registration(requests);
    this.tokens = new TokenRequests(requests, clock);
    this.browser = browser;
    this.notices = notices;
    this.random = random;
  }

  /**
   * Logs the user in.
   *
   * @param challenge what the server answered without tokens, or with too little
   * @param earlier what an earlier login left, if one did
   */
  Grant run(ReceivedChallenge challenge, Earlier earlier) throws LoginFailed, InterruptedException {
    ProtectedResource resource = discovery.resource(challenge.get("resource_metadata"));
    AuthorizationServer server = discovery.server(resource.issuer());
    // What belongs to one authorization server is never shown to another one.
    Earlier ours = earlier.from(server);
    Grant.Binding binding = binding(server, ours);
    warn(resource, binding);
    String clientId = client(server, binding, ours);
    Scopes scopes = scopes(challenge, resource, server, ours);
    try (LoopbackRedirect redirect = LoopbackRedirect.open()) {
      AuthorizationRequest request =
          AuthorizationRequest.begin(
              server,
              clientId,
              new AuthorizationRequest.Wish(
                  resource.identifier(), scopes, more(challenge, binding)),
              redirect.uri(),
              random);
      show(request.url());
      Optional<Map<String, String>> answer = redirect.await(request.state(), AT_THE_BROWSER);
      String code = code(request, answer.orElseThrow(Login::nobodyCame));
      return new Grant(
          settings.endpoint().url(),
          resource.identifier(),
          server.issuer(),
          server.token().url(),
          clientId,
          binding,
          redeemed(request, code, binding));
    } catch (IOException noSocket) {
      throw new LoginFailed(
          Trouble.LOGIN_FAILED, "no port of 127.0.0.1 can be listened at", noSocket);
    }
  }

  /**
   * RFC 8707 §2 has a token be for one resource so that who gets it can use it nowhere else. A host
   * that is one resource takes it everywhere, and unless a key is needed too, from anybody.
   */
  private void warn(ProtectedResource resource, Grant.Binding binding) {
    if (resource.extent() == ProtectedResource.Extent.HOST
        && binding instanceof Grant.Binding.None) {
      notices.say(
          "this login gets tokens for all of "
              + settings.endpoint().hostHeader()
              + " that are bound to no key: whatever is served there can use them as you; where you"
              + " do not trust all of it, do not log in");
    }
  }

  private Grant.Binding binding(AuthorizationServer server, Earlier ours) {
    if (!server.proofs()) {
      return new Grant.Binding.None();
    }
    return new Grant.Binding.Key(ours.signerOr(() -> ProofSigner.fresh(random)));
  }

  private String client(AuthorizationServer server, Grant.Binding binding, Earlier ours)
      throws LoginFailed {
    if (!settings.clientId().isEmpty()) {
      return settings.clientId();
    }
    return switch (ours) {
      case Earlier.Known(Grant grant) -> grant.clientId();
      case Earlier.Nothing nothing -> registration.register(server, binding);
    };
  }

  /** What the challenge names, else what the resource does; and never less than there was. */
  private static Scopes scopes(
      ReceivedChallenge challenge,
      ProtectedResource resource,
      AuthorizationServer server,
      Earlier ours) {
    Scopes named = challenge.scope().isEmpty() ? resource.scopes() : challenge.scope();
    Scopes all = ours.scopes().union(named);
    return server.offline() && !all.isEmpty() ? all.union(Scopes.of("offline_access")) : all;
  }

  /** RFC 9449 §10 binds the code, too; RFC 9470 §4 is what a fresher login is asked for by. */
  private static Map<String, String> more(ReceivedChallenge challenge, Grant.Binding binding) {
    Map<String, String> more = new LinkedHashMap<>();
    if (binding instanceof Grant.Binding.Key(ProofSigner signer)) {
      more.put("dpop_jkt", signer.thumbprint());
    }
    for (String name : new String[] {"acr_values", "max_age"}) {
      if (!challenge.get(name).isEmpty()) {
        more.put(name, challenge.get(name));
      }
    }
    return more;
  }

  private void show(URI url) {
    notices.say("log in at: " + url);
    browser.open(url);
  }

  private static LoginFailed nobodyCame() {
    return new LoginFailed(
        Trouble.LOGIN_TIMED_OUT,
        "nobody came back from the browser in "
            + AT_THE_BROWSER.toMinutes()
            + " minutes; the next request asks again");
  }

  /**
   * The code of an answer, whose state was ours already. Who it is from is looked at first: "the
   * client MUST NOT proceed with the authorization grant", nor believe an error (RFC 9207 §2.4).
   */
  private static String code(AuthorizationRequest request, Map<String, String> answer)
      throws LoginFailed {
    AuthorizationServer server = request.server();
    boolean missing = server.issuerInAnswers() && !answer.containsKey("iss");
    boolean another = answer.containsKey("iss") && !isSame(answer.get("iss"), server.issuer());
    if (missing || another) {
      throw LoginFailed.because(
          "the answer from the browser is not from the authorization server that was asked"
              + " (RFC 9207); somebody may be mixing up logins, so nothing was redeemed");
    }
    if (answer.containsKey("error")) {
      throw new LoginFailed(
          Trouble.LOGIN_REFUSED,
          "the authorization server refused the login; try again from the"
              + " program, and read what the browser says");
    }
    String code = answer.getOrDefault("code", "");
    if (code.isEmpty()) {
      throw LoginFailed.because("the answer from the browser holds no code");
    }
    return code;
  }

  private Issued redeemed(AuthorizationRequest request, String code, Grant.Binding binding)
      throws LoginFailed {
    return switch (tokens.redeem(request, code, binding)) {
      case TokenRequests.Outcome.Tokens(Issued issued) -> issued;
      case TokenRequests.Outcome.Refused(String error) ->
          throw LoginFailed.because(
              "the token endpoint refused the code; if it goes on, check this machine's clock");
    };
  }

  private static boolean isSame(String answered, String issuer) {
    return MessageDigest.isEqual(
        answered.getBytes(StandardCharsets.UTF_8), issuer.getBytes(StandardCharsets.UTF_8));
  }
}
