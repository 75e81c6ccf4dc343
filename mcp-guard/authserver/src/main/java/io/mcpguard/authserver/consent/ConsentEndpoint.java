package io.mcpguard.authserver.consent;

import io.mcpguard.authserver.authorize.AuthorizationAnswers;
import io.mcpguard.authserver.authorize.ErrorPages;
import io.mcpguard.authserver.authorize.PendingRequest;
import io.mcpguard.authserver.authorize.PendingRequests;
import io.mcpguard.authserver.session.Session;
import io.mcpguard.authserver.session.Sessions;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.settings.Entitlements;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.oauth.Scopes;
import java.util.Optional;

/**
 * The consent page, at {@code /oauth/consent}. It is asked every time, whatever was consented to
 * before.
 *
 * <p>The attacker makes a person's browser send the form (CSRF), or sends a person a request of the
 * attacker's own (A23): the form carries the session's token, and a request is decided only in the
 * browser that brought it.
 */
public final class ConsentEndpoint implements Endpoint {
  private final AuthorizationServerSettings settings;
  private final Entitlements entitlements;
  private final Sessions sessions;
  private final PendingRequests pending;
  private final Granting granting;
  private final ConsentPage page;
  private final AuthorizationAnswers answers;

  public ConsentEndpoint(
      AuthorizationServerSettings settings,
      Entitlements entitlements,
      Sessions sessions,
      PendingRequests pending,
      Granting granting) {
    this.settings = settings;
    this.entitlements = entitlements;
    this.sessions = sessions;
    this.pending = pending;
    this.granting = granting;
    this.page = new ConsentPage(settings.catalogue());
    this.answers = new AuthorizationAnswers(settings.issuer());
  }

  @Override
  public Reply answer(Call call) {
    return switch (call.method()) {
      case "GET" -> get(call);
      case "POST" -> post(call);
      default -> Reply.wrongMethod("GET, POST");
    };
  }

  private Reply get(Call call) {
    Optional<String> id = call.query().one("request");
    Optional<Session> session = sessions.find(call);
    Optional<PendingRequest> request =
        session.flatMap(browser -> id.flatMap(one -> pending.find(one, browser)));
    if (session.isEmpty() || request.isEmpty()) {
      return ErrorPages.expired();
    }
    return switch (session.get()) {
      case Session.Visitor visitor ->
          Reply.redirect(settings.at("/oauth/login?request=" + request.get().id()));
      case Session.SignedIn somebody ->
          page.ask(request.get(), somebody, grantable(request.get(), somebody));
    };
  }

  private Reply post(Call call) {
    Optional<Parameters> form = call.form();
    Optional<Session.SignedIn> session = sessions.findSignedIn(call);
    if (form.isEmpty() || session.isEmpty() || !sessions.isOwn(call, form.get(), session.get())) {
      return ErrorPages.expired();
    }
    return form.get()
        .one("request")
        .flatMap(id -> pending.take(id, session.get()))
        .map(request -> decide(request, session.get(), form.get()))
        .orElseGet(ErrorPages::expired);
  }

  private Reply decide(PendingRequest request, Session.SignedIn session, Parameters form) {
    boolean allowed = form.one("decision").filter("allow"::equals).isPresent();
    Optional<GrantEnd> end = form.one("end").flatMap(GrantEnd::of);
    Scopes grantable = grantable(request, session);
    Scopes ticked = Scopes.of(form.all("scope").stream().filter(grantable::contains).toList());
    if (!allowed || end.isEmpty() || ticked.isEmpty()) {
      return answers.denied(request);
    }
    return switch (granting.grant(request, session, ticked, end.get())) {
      case Granting.Given.Code code -> answers.code(request, code.value());
      case Granting.Given.Crowded crowded -> answers.crowded(request);
      case Granting.Given.UserGone gone -> answers.denied(request);
      case Granting.Given.AgentRevoked revoked -> answers.revoked(request);
      case Granting.Given.Unrecorded unrecorded -> answers.unrecorded(request);
    };
  }

  private Scopes grantable(PendingRequest request, Session.SignedIn session) {
    return request.scopes().intersection(entitlements.of(session.user()));
  }
}
