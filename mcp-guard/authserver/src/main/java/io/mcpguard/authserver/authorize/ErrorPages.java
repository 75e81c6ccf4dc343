package io.mcpguard.authserver.authorize;

import io.mcpguard.authserver.web.Html;
import io.mcpguard.authserver.web.Page;
import io.mcpguard.authserver.web.Reply;
import java.net.URI;

/**
 * What a person sees where redirecting would be wrong. Nothing of the request is shown, but where
 * its answer would go.
 */
public final class ErrorPages {
  private ErrorPages() {}

  static Reply unknownClient() {
    return page(
        400,
        "This agent is not known here",
        "The program that sent you here is not registered with this server. Nothing was granted. "
            + "If you were setting it up, remove its stored registration and connect again.");
  }

  static Reply foreignRedirect() {
    return page(
        400,
        "This link does not lead back to the agent",
        "The answer would have gone to an address that the agent did not register. Nothing was"
            + " granted. If you did not start this yourself, close this page.");
  }

  /** A faulty request of a client for which nobody vouches: the person decides whether to go on. */
  static Reply fault(URI redirect, URI answer) {
    String title = "The agent asked in a way that is not understood";
    String host = redirect.getHost() == null ? redirect.getScheme() + ":" : redirect.getHost();
    return Page.of(
        400,
        title,
        Html.of(
            "<h1>{}</h1><p>Nothing was granted. If you started this yourself, you can <a"
                + " href=\"{}\" rel=\"noreferrer\">tell the agent</a>, which leads to"
                + " <strong>{}</strong>. If you did not, close this page.</p>",
            Html.text(title),
            Html.text(answer.toASCIIString()),
            Html.text(host)));
  }

  /** More from one place than people there can need. */
  public static Reply tooMany() {
    return page(
            429,
            "Too many requests from one place",
            "Nothing was granted. Wait ten minutes, go back to the agent and connect again.")
        .with("Retry-After", "600");
  }

  static Reply revokedAgent() {
    return page(
        403,
        "This agent has been shut off",
        "Its access was revoked. Nothing was granted. Ask whoever runs this server to let it in"
            + " again.");
  }

  /** A pending request that ended, was decided already, or belongs to another browser. */
  public static Reply expired() {
    return page(
        400,
        "This request has ended",
        "It was answered already, is older than ten minutes, or was started in another browser. "
            + "Go back to the agent and connect again.");
  }

  private static Reply page(int status, String title, String text) {
    return Page.of(
        status, title, Html.of("<h1>{}</h1><p>{}</p>", Html.text(title), Html.text(text)));
  }
}
