package io.mcpguard.audit;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonBoolean;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonNull;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The values in a piece of JSON that hardly come twice by chance: texts of at least twelve
 * characters, the words of texts that are as long, and numbers of at least six digits.
 */
final class TellingValues {
  /** The most values that are taken of one piece. */
  static final int MOST = 64;

  private static final int SHORTEST_TEXT = 12;
  private static final int LONGEST_TEXT = 1024;
  private static final int FEWEST_DIGITS = 6;

  /** The most characters that are looked at. */
  private static final int MOST_LOOKED_AT = 64 * 1024;

  private final Set<String> values = new LinkedHashSet<>();
  private int looked;

  private TellingValues() {}

  /** Those in {@code json}, {@value #MOST} at most. */
  static Set<String> of(JsonValue json) {
    TellingValues telling = new TellingValues();
    telling.look(json);
    return telling.values;
  }

  private boolean hasEnough() {
    return values.size() >= MOST || looked >= MOST_LOOKED_AT;
  }

  private void look(JsonValue json) {
    if (hasEnough()) {
      return;
    }
    looked++;
    switch (json) {
      case JsonObject object -> {
        for (JsonMember member : object.members()) {
          look(member.value());
        }
      }
      case JsonArray array -> array.values().forEach(this::look);
      case JsonString text -> look(text.value());
      case JsonNumber number -> word(number.text());
      case JsonBoolean bool -> {}
      case JsonNull none -> {}
    }
  }

  private void look(String text) {
    if (text.length() >= SHORTEST_TEXT && text.length() <= LONGEST_TEXT) {
      add(text);
    }
    int start = 0;
    int most = Math.min(text.length(), MOST_LOOKED_AT - looked);
    looked += most;
    for (int at = 0; at <= most && values.size() < MOST; at++) {
      if (at == most || !isOfWord(text.charAt(at))) {
        // The whole text was taken already.
        if (at - start < text.length()) {
          word(text.substring(start, at));
        } else {
          digits(text);
        }
        start = at + 1;
      }
    }
  }

  private void word(String word) {
    if (word.length() >= SHORTEST_TEXT && word.length() <= LONGEST_TEXT) {
      add(word);
    } else {
      digits(word);
    }
  }

  private void digits(String word) {
    if (word.length() <= LONGEST_TEXT
        && word.chars().filter(c -> c >= '0' && c <= '9').count() >= FEWEST_DIGITS) {
      add(word);
    }
  }

  private void add(String value) {
    if (values.size() < MOST) {
      values.add(value);
    }
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || "@._+-/:%~#=&?".indexOf(c) >= 0;
  }
}
