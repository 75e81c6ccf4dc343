package io.mcpguard.authserver.web;

import java.util.List;
import java.util.stream.Collectors;

/** Markup that is safe to send: made of fixed templates and of text that was escaped. */
public final class Html {
  /** No markup. */
  public static final Html NOTHING = new Html("");

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /** Anybody's text, escaped for element content and for quoted attributes. */
  public static Html text(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> escape(c, escaped));
    return new Html(escaped.toString());
  }

  private static void escape(int c, StringBuilder to) {
    switch (c) {
      case '&' -> to.append("&amp;");
      case '<' -> to.append("&lt;");
      case '>' -> to.append("&gt;");
      case '"' -> to.append("&quot;");
      case '\'' -> to.append("&#39;");
      default -> {
        // Bidirectional and other format characters make a name look like another (CVE-2021-42574).
        boolean invisible = Character.getType(c) == Character.FORMAT || Character.isISOControl(c);
        to.appendCodePoint(invisible && c != '\n' ? 0xFFFD : c);
      }
    }
  }

  /** A fixed template in which each {@code {}} stands for the next part. */
  public static Html of(String template, Html... parts) {
    var made = new StringBuilder();
    int from = 0;
    for (Html part : parts) {
      int hole = template.indexOf("{}", from);
      made.append(template, from, hole).append(part.markup);
      from = hole + 2;
    }
    return new Html(made.append(template.substring(from)).toString());
  }

  /** The parts one after the other. */
  public static Html all(List<Html> parts) {
    return new Html(parts.stream().map(part -> part.markup).collect(Collectors.joining()));
  }

  /** The markup. */
  public String markup() {
    return markup;
  }
}
