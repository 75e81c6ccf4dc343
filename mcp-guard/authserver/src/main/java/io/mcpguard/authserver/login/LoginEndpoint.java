package io.mcpguard.authserver.login;

import io.mcpguard.authserver.authorize.ErrorPages;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.session.Session;
import io.mcpguard.authserver.session.Sessions;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.throttle.Place;
import io.mcpguard.authserver.throttle.Throttle;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Html;
import io.mcpguard.authserver.web.Page;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The login page, at {@code /oauth/login}.
 *
 * <p>The attacker asks for it without a cookie, over and over, so that new visitors push out those
 * who are signing in: one place may bring only so many.
 */
public final class LoginEndpoint implements Endpoint {
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_-]{22}");
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int MOST_VISITORS_FROM_ONE_PLACE = 300;

  private final AuthorizationServerSettings settings;
  private final Sessions sessions;
  private final LoginGate gate;
  private final Throttle perPlace;

  public LoginEndpoint(
      AuthorizationServerSettings settings,
      Sessions sessions,
      Passwords passwords,
      AuthorizationEvents events,
      InstantSource clock) {
    this.settings = settings;
    this.sessions = sessions;
    this.gate = new LoginGate(passwords, events, clock);
    this.perPlace = new Throttle(MOST_VISITORS_FROM_ONE_PLACE, WINDOW, clock);
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
    if (sessions.find(call).isEmpty() && !perPlace.admits(Place.of(call.source()))) {
      return ErrorPages.tooMany();
    }
    Sessions.Opened opened = sessions.open(call);
    return opened.onto(page(200, opened.session(), requestId(call.query()), Html.NOTHING));
  }

  private Reply post(Call call) {
    Optional<Parameters> form = call.form();
    Optional<Session> session = sessions.find(call);
    if (form.isEmpty() || session.isEmpty() || !sessions.isOwn(call, form.get(), session.get())) {
      return ErrorPages.expired();
    }
    String name = form.get().one("username").orElse("");
    String password = form.get().one("password").orElse("");
    String request = requestId(form.get());
    return switch (gate.attempt(name, password, call.source())) {
      case LoginGate.Attempt.Proven(var user) ->
          sessions
              .signIn(call, user.name(), "pwd")
              .onto(Reply.redirect(settings.at(next(request))));
      case LoginGate.Attempt.Wrong wrong ->
          page(403, session.get(), request, warning("Name and password do not belong together."));
      case LoginGate.Attempt.TooMany tooMany ->
          page(429, session.get(), request, warning("Too many attempts. Try again in 15 minutes."))
              .with("Retry-After", "900");
    };
  }

  private static String next(String request) {
    return request.isEmpty() ? "/oauth/account" : "/oauth/consent?request=" + request;
  }

  /** The id of the pending request; empty where there is none that looks like one. */
  private static String requestId(Parameters parameters) {
    return parameters.one("request").filter(id -> REQUEST_ID.matcher(id).matches()).orElse("");
  }

  private static Html warning(String text) {
    return Html.of("<p class=\"warn\" role=\"alert\">{}</p>", Html.text(text));
  }

  private static Reply page(int status, Session session, String request, Html warning) {
    return Page.of(
        status,
        "Sign in",
        Html.of(
            """
            <h1>Sign in</h1>
            <p class="soft">An agent asks to act for you. First say who you are; on the next page you decide \
            what it may do.</p>
            {}
            <form method="post" action="/oauth/login">
            <input type="hidden" name="csrf" value="{}">
            <input type="hidden" name="request" value="{}">
            <label>Name<input type="text" name="username" autocomplete="username" autocapitalize="none" \
            spellcheck="false" maxlength="64" required autofocus></label>
            <label>Password<input type="password" name="password" autocomplete="current-password" \
            maxlength="256" required></label>
            <div class="row"><button class="go">Sign in</button></div>
            </form>
            """,
            warning,
            Html.text(session.csrf()),
            Html.text(request)));
  }
}
