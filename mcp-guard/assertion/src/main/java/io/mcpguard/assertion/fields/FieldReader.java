package io.mcpguard.assertion.fields;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one dictionary by the grammar of RFC 9651 §4.2, from left to right and without going back.
 *
 * <p>Where the RFC takes the last of two equal keys and repairs base64, this refuses: a value that
 * two readers may read as two is nothing to hold a signature against.
 */
final class FieldReader {
  private static final String TOKEN_CHARACTERS = "!#$%&'*+-.^_`|~:/";
  private static final int MOST_DIGITS = 15;
  private static final int MOST_MEMBERS = 64;

  private final String text;
  private int at;

  FieldReader(String text) {
    this.text = text;
  }

  Map<String, Member> dictionary() throws MalformedField {
    Map<String, Member> members = new LinkedHashMap<>();
    skip(" ");
    while (at < text.length()) {
      String key = key();
      if (members.put(key, member()) != null || members.size() > MOST_MEMBERS) {
        throw fault("one key stands twice, or there are too many");
      }
      skip(" \t");
      if (at < text.length()) {
        expect(',');
        skip(" \t");
        peek();
      }
    }
    return Collections.unmodifiableMap(members);
  }

  private Member member() throws MalformedField {
    if (!isNext('=')) {
      return new Member.Item(BareItem.Truth.TRUE, parameters());
    }
    at++;
    return isNext('(') ? innerList() : item();
  }

  private Member.InnerList innerList() throws MalformedField {
    expect('(');
    List<Member.Item> items = new ArrayList<>();
    skip(" ");
    while (!isNext(')')) {
      items.add(item());
      if (!isNext(')')) {
        expect(' ');
        skip(" ");
      }
    }
    expect(')');
    return new Member.InnerList(items, parameters());
  }

  private Member.Item item() throws MalformedField {
    return new Member.Item(bare(), parameters());
  }

  private Parameters parameters() throws MalformedField {
    Map<String, BareItem> values = new LinkedHashMap<>();
    while (isNext(';')) {
      at++;
      skip(" ");
      String key = key();
      BareItem value = BareItem.Truth.TRUE;
      if (isNext('=')) {
        at++;
        value = bare();
      }
      if (values.put(key, value) != null) {
        throw fault("one parameter stands twice");
      }
    }
    return values.isEmpty() ? Parameters.none() : Parameters.of(values);
  }

  private String key() throws MalformedField {
    int start = at;
    if (!isLower(peek()) && peek() != '*') {
      throw fault("no key");
    }
    while (at < text.length() && isOfKey(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private BareItem bare() throws MalformedField {
    char first = peek();
    if (first == '-' || isDigit(first)) {
      return integer();
    }
    if (isLower(first) || isUpper(first) || first == '*') {
      return token();
    }
    return switch (first) {
      case '"' -> string();
      case ':' -> octets();
      case '?' -> truth();
      default -> throw fault("a value of a kind that is not read here");
    };
  }

  private BareItem integer() throws MalformedField {
    int start = at;
    if (isNext('-')) {
      at++;
    }
    int digits = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == digits || at - digits > MOST_DIGITS || isNext('.')) {
      throw fault("no integer of at most 15 digits");
    }
    return new BareItem.Whole(Long.parseLong(text.substring(start, at)));
  }

  private BareItem token() {
    int start = at;
    while (at < text.length() && isOfToken(text.charAt(at))) {
      at++;
    }
    return new BareItem.Token(text.substring(start, at));
  }

  private BareItem string() throws MalformedField {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (!isNext('"')) {
      char next = peek();
      at++;
      if (next == '\\') {
        next = peek();
        at++;
        if (next != '"' && next != '\\') {
          throw fault("an escape of neither quote nor backslash");
        }
      }
      if (next < ' ' || next > '~') {
        throw fault("a character that no string has");
      }
      value.append(next);
    }
    expect('"');
    return new BareItem.Text(value.toString());
  }

  private BareItem octets() throws MalformedField {
    expect(':');
    int end = text.indexOf(':', at);
    if (end < 0) {
      throw fault("a byte sequence without an end");
    }
    String spelled = text.substring(at, end);
    byte[] bytes = decoded(spelled);
    if (!Base64.getEncoder().encodeToString(bytes).equals(spelled)) {
      throw fault("base64 in another than its one spelling");
    }
    at = end + 1;
    return new BareItem.Octets(bytes);
  }

  private byte[] decoded(String spelled) throws MalformedField {
    try {
      return Base64.getDecoder().decode(spelled);
    } catch (IllegalArgumentException notBase64) {
      throw fault("no base64");
    }
  }

  private BareItem truth() throws MalformedField {
    expect('?');
    char value = peek();
    at++;
    return switch (value) {
      case '0' -> BareItem.Truth.FALSE;
      case '1' -> BareItem.Truth.TRUE;
      default -> throw fault("a boolean that is neither ?0 nor ?1");
    };
  }

  private char peek() throws MalformedField {
    if (at >= text.length()) {
      throw fault("an early end");
    }
    return text.charAt(at);
  }

  private boolean isNext(char wanted) {
    return at < text.length() && text.charAt(at) == wanted;
  }

  private void expect(char wanted) throws MalformedField {
    if (peek() != wanted) {
      throw fault("another character than '" + wanted + "'");
    }
    at++;
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static boolean isOfKey(char c) {
    return isLower(c) || isDigit(c) || "_-.*".indexOf(c) >= 0;
  }

  private static boolean isOfToken(char c) {
    return isLower(c) || isUpper(c) || isDigit(c) || TOKEN_CHARACTERS.indexOf(c) >= 0;
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private MalformedField fault(String what) {
    return new MalformedField(what, at);
  }
}
