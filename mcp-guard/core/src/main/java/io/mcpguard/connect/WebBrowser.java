package io.mcpguard.connect;

import java.net.URI;

/** What shows the user a page. */
@FunctionalInterface
public interface WebBrowser {
  /** Nothing does: the user opens the URL from the log. */
  WebBrowser NONE = url -> {};

  /** Shows the page, if it can; returns at once. */
  void open(URI url);
}
