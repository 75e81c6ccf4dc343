package io.mcpguard.authserver.login;

import io.mcpguard.authserver.session.Session;
import io.mcpguard.authserver.session.Sessions;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Html;
import io.mcpguard.authserver.web.Page;
import io.mcpguard.authserver.web.Reply;
import java.util.Optional;

/** Where a login ends that no agent asked for, at {@code /oauth/account}. */
public final class AccountEndpoint implements Endpoint {
  private final AuthorizationServerSettings settings;
  private final Sessions sessions;

  public AccountEndpoint(AuthorizationServerSettings settings, Sessions sessions) {
    this.settings = settings;
    this.sessions = sessions;
  }

  @Override
  public Reply answer(Call call) {
    if (!call.method().equals("GET")) {
      return Reply.wrongMethod("GET");
    }
    Optional<Session.SignedIn> session = sessions.findSignedIn(call);
    return session.isEmpty()
        ? Reply.redirect(settings.at("/oauth/login"))
        : Page.of(
            200,
            "Signed in",
            Html.of(
                "<h1>You are signed in, <bdi>{}</bdi></h1><p>Connect your agent now: it will send"
                    + " you back here to ask what it may do.</p>",
                Html.text(session.get().user())));
  }
}
