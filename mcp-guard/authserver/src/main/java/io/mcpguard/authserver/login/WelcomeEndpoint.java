package io.mcpguard.authserver.login;

import io.mcpguard.authserver.authorize.ErrorPages;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.events.AuthorizationEvents.LoginResult;
import io.mcpguard.authserver.session.Session;
import io.mcpguard.authserver.session.Sessions;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.authserver.user.User;
import io.mcpguard.authserver.user.Users;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Html;
import io.mcpguard.authserver.web.Page;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import java.util.Optional;

/**
 * The page behind a one-time link, at {@code /oauth/welcome}: sets the user's password and signs
 * in.
 */
public final class WelcomeEndpoint implements Endpoint {
  private final AuthorizationServerSettings settings;
  private final OneTimeLinks links;
  private final Users users;
  private final Passwords passwords;
  private final Sessions sessions;
  private final AuthorizationEvents events;

  public WelcomeEndpoint(
      AuthorizationServerSettings settings,
      OneTimeLinks links,
      Users users,
      Passwords passwords,
      Sessions sessions,
      AuthorizationEvents events) {
    this.settings = settings;
    this.links = links;
    this.users = users;
    this.passwords = passwords;
    this.sessions = sessions;
    this.events = events;
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
    Optional<String> link = call.query().one("link");
    Optional<String> name = link.flatMap(links::find);
    if (link.isEmpty() || name.isEmpty()) {
      return ErrorPages.expired();
    }
    Sessions.Opened opened = sessions.open(call);
    return opened.onto(page(200, opened.session(), link.get(), name.get(), Html.NOTHING));
  }

  private Reply post(Call call) {
    Optional<Parameters> form = call.form();
    Optional<Session> session = sessions.find(call);
    if (form.isEmpty() || session.isEmpty() || !sessions.isOwn(call, form.get(), session.get())) {
      return ErrorPages.expired();
    }
    String link = form.get().one("link").orElse("");
    Optional<User> user = links.find(link).flatMap(users::find);
    if (user.isEmpty()) {
      return ErrorPages.expired();
    }
    String password = form.get().one("password").orElse("");
    if (password.length() < Passwords.SHORTEST || password.length() > Passwords.LONGEST) {
      return page(
          400,
          session.get(),
          link,
          user.get().name(),
          Html.of("<p class=\"warn\" role=\"alert\">Use 15 to 256 characters.</p>"));
    }
    return links.take(link).isPresent()
        ? welcome(call, user.get(), password)
        : ErrorPages.expired();
  }

  private Reply welcome(Call call, User user, String password) {
    users.keep(new User(user.name(), passwords.hash(password), user.since()));
    sessions.endAllOf(user.name());
    events.login(user.name(), LoginResult.ONE_TIME_LINK, call.source());
    return sessions
        .signIn(call, user.name(), "otp")
        .onto(Reply.redirect(settings.at("/oauth/account")));
  }

  private static Reply page(int status, Session session, String link, String name, Html warning) {
    return Page.of(
        status,
        "Welcome",
        Html.of(
            """
            <h1>Welcome, <bdi>{}</bdi></h1>
            <p>Choose a password. You sign in with it whenever an agent asks to act for you.</p>
            {}
            <form method="post" action="/oauth/welcome">
            <input type="hidden" name="csrf" value="{}">
            <input type="hidden" name="link" value="{}">
            <input type="hidden" name="username" value="{}" autocomplete="username">
            <label>Password<input type="password" name="password" autocomplete="new-password" \
            minlength="15" maxlength="256" required autofocus></label>
            <p class="soft">At least 15 characters. A few words in a row are fine.</p>
            <div class="row"><button class="go">Set password</button></div>
            </form>
            """,
            Html.text(name),
            warning,
            Html.text(session.csrf()),
            Html.text(link),
            Html.text(name)));
  }
}
