package io.mcpguard.authserver.consent;

import io.mcpguard.authserver.authorize.PendingRequest;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.RedirectUri;
import io.mcpguard.authserver.session.Session;
import io.mcpguard.authserver.settings.ScopeText;
import io.mcpguard.authserver.web.Html;
import io.mcpguard.authserver.web.Page;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The page on which a person decides. Everything about the client is what the client says, and
 * marked so.
 */
final class ConsentPage {
  private final Map<String, ScopeText> catalogue;

  ConsentPage(Map<String, ScopeText> catalogue) {
    this.catalogue = catalogue;
  }

  Reply ask(PendingRequest request, Session.SignedIn session, Scopes grantable) {
    Html body =
        Html.of(
            """
            <h1>Let <bdi>{}</bdi>{} act for you?</h1>
            {}{}
            <dl>
            <dt>You are</dt><dd>{}</dd>
            <dt>It wants to use</dt><dd>{}</dd>
            <dt>Answer goes to</dt><dd>{}</dd>
            <dt>Agent’s id</dt><dd class="mono">{}</dd>
            </dl>
            <form method="post" action="/oauth/consent">
            <input type="hidden" name="csrf" value="{}">
            <input type="hidden" name="request" value="{}">
            {}
            </form>
            """,
            Html.text(request.client().name()),
            mark(request.client()),
            caution(request),
            loopback(request),
            Html.text(session.user()),
            Html.text(request.resource().name()),
            destination(request.redirectUri()),
            Html.text(request.client().id()),
            Html.text(session.csrf()),
            Html.text(request.id()),
            grantable.isEmpty() ? nothingToGrant() : choices(grantable));
    return Page.leadingAway(200, "Let an agent act for you?", body);
  }

  private static Html mark(Client client) {
    return client.origin() == Client.Origin.DYNAMIC
        ? Html.of(" <span class=\"tag\">unverified</span>")
        : Html.NOTHING;
  }

  private static Html caution(PendingRequest request) {
    return switch (request.client().origin()) {
      case DYNAMIC ->
          Html.of(
              "<p class=\"warn\">This agent registered itself and chose its own name. Go on only if"
                  + " you have just started connecting it yourself.</p>");
      case METADATA_DOCUMENT ->
          Html.of(
              "<p class=\"warn\">This agent is described by <strong>{}</strong>. Go on only if you"
                  + " trust that site and have just started connecting it yourself.</p>",
              Html.text(String.valueOf(URI.create(request.client().id()).getHost())));
      case PRE_REGISTERED ->
          Html.of("<p class=\"soft\">This agent was set up by whoever runs this server.</p>");
    };
  }

  /** A document's id is public, and any local program can listen on a loopback port (CIMD §6). */
  private static Html loopback(PendingRequest request) {
    return request.client().origin() == Client.Origin.METADATA_DOCUMENT
            && RedirectUri.isLoopback(request.redirectUri())
        ? Html.of(
            "<p class=\"warn\">The answer stays on this computer, where another program could"
                + " pretend to be this agent.</p>")
        : Html.NOTHING;
  }

  private static Html destination(URI redirect) {
    if (RedirectUri.isLoopback(redirect)) {
      return Html.of(
          "a program on this computer (<span class=\"mono\">{}</span>)",
          Html.text(redirect.getHost()));
    }
    Html host =
        redirect.getHost() == null
            ? Html.NOTHING
            : Html.of("<strong>{}</strong>", Html.text(redirect.getHost()));
    return "https".equals(redirect.getScheme())
        ? host
        : Html.of(
            "the app that opens <strong>{}</strong> links {}",
            Html.text(redirect.getScheme() + ":"),
            host);
  }

  private static Html nothingToGrant() {
    return Html.of(
        """
        <p class="warn">You may not delegate anything of what this agent asks for. Ask whoever runs this server.</p>
        <div class="row"><button name="decision" value="deny">Go back to the agent</button></div>
        """);
  }

  private Html choices(Scopes grantable) {
    return Html.of(
        """
        <h2>It may</h2>
        {}
        <label>For how long<select name="end">{}</select></label>
        <div class="row">
        <button name="decision" value="deny">Do not allow</button>
        <button class="go" name="decision" value="allow">Allow</button>
        </div>
        <p class="soft">Untick what it does not need. Every call it makes is recorded, and access can be revoked \
        at any time.</p>
        """,
        Html.all(StreamSupport.stream(grantable.spliterator(), false).map(this::choice).toList()),
        Html.all(Arrays.stream(GrantEnd.values()).map(ConsentPage::option).toList()));
  }

  private Html choice(String scope) {
    ScopeText text = catalogue.get(scope);
    return Html.of(
        "<label class=\"choice\"><input type=\"checkbox\" name=\"scope\" value=\"{}\" checked>"
            + "<span>{}<small class=\"mono\">{}</small></span></label>",
        Html.text(scope),
        Html.text(text == null ? scope : text.says()),
        Html.text(scope));
  }

  private static Html option(GrantEnd end) {
    return Html.of(
        end == GrantEnd.MONTH
            ? "<option value=\"{}\" selected>{}</option>"
            : "<option value=\"{}\">{}</option>",
        Html.text(end.value()),
        Html.text(end.words()));
  }
}
