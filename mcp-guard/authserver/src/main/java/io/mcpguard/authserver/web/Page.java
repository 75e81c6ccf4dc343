package io.mcpguard.authserver.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A page for a person: no script, one style sheet known by its hash, no frame around it, forms only
 * to ourselves. It keeps its opener, because clients in a browser log in by a window that they wait
 * for.
 */
public final class Page {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6675;--line:#d5dbe3;--card:#fff;--back:#f2f4f7;\
      --go:#1f5fae;--warn-back:#fff6e0;--warn:#7a4d00}
      @media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#a3aebc;--line:#3a4452;--card:#1d242e;\
      --back:#12171e;--go:#7db2f5;--warn-back:#33290f;--warn:#f2c76b}}
      *{box-sizing:border-box}
      body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",\
      Roboto,sans-serif}
      main{max-width:30rem;margin:6vh auto;padding:2rem;background:var(--card);border:1px solid var(--line);\
      border-radius:12px}
      h1{font-size:1.35rem;line-height:1.3;margin:0 0 .75rem}
      h2{font-size:1rem;margin:1.5rem 0 .5rem}
      p{margin:.5rem 0}
      .brand{color:var(--soft);font-size:.875rem;margin:0 0 1.25rem}
      .soft{color:var(--soft);font-size:.9rem}
      .warn{background:var(--warn-back);color:var(--warn);padding:.6rem .8rem;border-radius:8px;font-size:.9rem}
      .tag{display:inline-block;background:var(--warn-back);color:var(--warn);border-radius:6px;padding:0 .45rem;\
      font-size:.8rem;font-weight:600;vertical-align:middle}
      .mono{font-family:ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
      dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1rem;margin:1rem 0}
      dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
      label{display:block;margin:.75rem 0}
      .choice{display:flex;gap:.6rem;align-items:baseline;padding:.55rem .75rem;margin:.4rem 0;\
      border:1px solid var(--line);border-radius:8px}
      .choice small{color:var(--soft);display:block}
      input[type=text],input[type=password],select{display:block;width:100%;font:inherit;padding:.55rem .7rem;\
      margin-top:.25rem;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink)}
      .row{display:flex;gap:.75rem;margin-top:1.5rem}
      button{flex:1;font:inherit;font-weight:600;padding:.65rem 1rem;border-radius:8px;cursor:pointer;\
      border:1px solid var(--line);background:var(--card);color:var(--ink)}
      button.go{background:var(--go);border-color:var(--go);color:var(--card)}
      """;

  private static final String STYLE_HASH = "'sha256-" + sha256(STYLE) + "'";

  private Page() {}

  /** A page whose forms, if any, end on ourselves. */
  public static Reply of(int status, String title, Html body) {
    return page(status, title, body, " form-action 'self';");
  }

  /**
   * A page whose form ends, by redirect, at a client. Browsers apply {@code form-action} to every
   * redirect that follows a submission (CSP Level 3 §6.4.2.1), and a client's callback may send its
   * user on to an app or another origin, which nobody can name here. So this page says nothing of
   * where forms end: it has one, to ourselves, and runs no script that could change it.
   */
  public static Reply leadingAway(int status, String title, Html body) {
    return page(status, title, body, "");
  }

  private static Reply page(int status, String title, Html body, String formAction) {
    Html page =
        Html.of(
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{} · mcp-guard</title>
            <style>{}</style>
            </head>
            <body><main><p class="brand">mcp-guard</p>{}</main></body>
            </html>
            """,
            Html.text(title),
            Html.of(STYLE),
            body);
    return Reply.empty(status)
        .with("Content-Type", "text/html; charset=utf-8")
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src "
                + STYLE_HASH
                + ";"
                + formAction
                + " frame-ancestors 'none'; base-uri 'none'")
        .with("X-Frame-Options", "DENY")
        .withBody(page.markup());
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
