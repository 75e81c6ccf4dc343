package io.mcpguard.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entry by which a log's key names the one that signs after it. Whoever reads leaves as JSON
 * sees an object in canonical form (RFC 8785); the log itself knows this one form and no other.
 *
 * @param old who signs the log when this is appended
 * @param next who signs it afterwards
 */
record KeyLeaf(VerifierKey old, VerifierKey next) {
  /** A key's text without what JSON would have to escape. */
  private static final String KEY = "([!#-\\[\\]-~]{1,1024})";

  private static final Pattern FORM =
      Pattern.compile(
          "\\{\"at\":\"[0-9:.TZ-]{20,30}\",\"event\":\"log_key_rotated\",\"next\":\""
              + KEY
              + "\",\"old\":\""
              + KEY
              + "\",\"type\":\"key\",\"v\":1}");

  byte[] entry(Instant at) {
    String text =
        "{\"at\":\""
            + at.truncatedTo(ChronoUnit.MILLIS)
            + "\",\"event\":\"log_key_rotated\",\"next\":\""
            + next
            + "\",\"old\":\""
            + old
            + "\",\"type\":\"key\",\"v\":1}";
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an origin with quotes or characters beyond ASCII cannot hand its log over");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static KeyLeaf read(byte[] entry) throws MalformedLogData {
    Matcher form = FORM.matcher(new String(entry, StandardCharsets.ISO_8859_1));
    if (!form.matches()) {
      throw new MalformedLogData("key leaf: is not of the one form there is");
    }
    return new KeyLeaf(VerifierKey.parse(form.group(2)), VerifierKey.parse(form.group(1)));
  }
}
