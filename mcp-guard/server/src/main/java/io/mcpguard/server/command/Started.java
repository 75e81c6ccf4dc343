package io.mcpguard.server.command;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.server.config.Relaxed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code serve} says once it listens. {@code ready} means that it decides, signs and records;
 * the tool servers are looked at meanwhile, and a request waits a little for the first look.
 *
 * @param relaxations what is relaxed
 * @param signatures which cryptographic provider signs and verifies
 * @param welcome the link at which the owner sets a password; none where somebody can log in
 * @param serving the URL of each upstream
 */
record Started(
    List<Relaxed> relaxations, String signatures, List<String> welcome, List<String> serving) {
  /** For a person, line by line. */
  List<String> text() {
    List<String> lines = new ArrayList<>();
    relaxations.forEach(relaxed -> lines.add("relaxed: " + relaxed));
    lines.add("signatures: " + signatures);
    welcome.forEach(link -> lines.add("set the owner's password here, once: " + link));
    serving.forEach(url -> lines.add("serving " + url));
    lines.add("ready");
    return lines;
  }

  /** For a program, one line. */
  String json() {
    JsonText object =
        JsonText.object()
            .put("ready", true)
            .putAll("relaxations", relaxations.stream().map(CheckReport::relaxed).toList())
            .put("signatures", signatures)
            .put("welcome", welcome)
            .put("serving", serving);
    return new String(object.bytes(), StandardCharsets.UTF_8);
  }
}
