package io.mcpguard.assertion.json;

import io.mcpguard.assertion.json.MalformedJson.Reason;
import io.mcpguard.assertion.json.ReadRules.NumberRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a document in one pass over its bytes.
 *
 * <p>Invariants: recursion is bounded by {@link ReadRules#maxDepth}; work is linear in the bytes.
 * Attacker: sends what two parsers read differently, many members to make the search for duplicates
 * quadratic, or deep nesting to end the stack.
 */
final class StrictReader {
  /** Up to here names are compared pair by pair, beyond through a set. */
  private static final int FEW_MEMBERS = 16;

  private static final JsonMember[] NO_MEMBERS = {};
  private static final JsonValue[] NO_VALUES = {};

  private final byte[] in;
  private final ReadRules rules;

  /** For each open container the offset of the name in work, or -1 - index in an array. */
  private final int[] path;

  private int depth;
  private int at;
  private boolean exact;
  private boolean batch;
  private boolean escaped;

  StrictReader(byte[] in, ReadRules rules) {
    this.in = in;
    this.rules = rules;
    this.path = new int[rules.maxDepth() + 1];
  }

  JsonValue document() throws MalformedJson {
    if (in.length >= 3 && in[0] == (byte) 0xEF && in[1] == (byte) 0xBB && in[2] == (byte) 0xBF) {
      throw refuse(Reason.BYTE_ORDER_MARK, 0);
    }
    skipSpace();
    batch = at < in.length && in[at] == '[';
    JsonValue root = value();
    skipSpace();
    if (at < in.length) {
      throw refuse(Reason.TRAILING_BYTES, at);
    }
    return root;
  }

  private JsonValue value() throws MalformedJson {
    int start = at;
    return switch (need(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> {
        string();
        yield new JsonString(in, start, at, escaped);
      }
      case 't' -> {
        literal("true");
        yield new JsonBoolean(start, at, true);
      }
      case 'f' -> {
        literal("false");
        yield new JsonBoolean(start, at, false);
      }
      case 'n' -> {
        literal("null");
        yield new JsonNull(start, at);
      }
      default -> number();
    };
  }

  private JsonObject object() throws MalformedJson {
    int start = open();
    if (need(at) == '}') {
      return new JsonObject(start, close(), NO_MEMBERS);
    }
    boolean envelope = depth == (batch ? 2 : 1);
    JsonMember[] members = new JsonMember[8];
    Set<String> names = Set.of();
    int count = 0;
    while (true) {
      JsonMember member = member(envelope);
      if (count == members.length) {
        members = Arrays.copyOf(members, count * 2);
      }
      if (count == FEW_MEMBERS) {
        names = names(members, count);
      }
      if (count < FEW_MEMBERS ? twice(members, count, member) : !names.add(member.name())) {
        throw refuse(Reason.DUPLICATE_MEMBER, member.start());
      }
      members[count++] = member;
      if (!another('}')) {
        return new JsonObject(start, close(), Arrays.copyOf(members, count));
      }
    }
  }

  private JsonMember member(boolean envelope) throws MalformedJson {
    if (need(at) != '"') {
      throw refuse(Reason.SYNTAX, at);
    }
    int name = at;
    string();
    int nameEnd = at;
    boolean nameEscaped = escaped;
    path[depth] = name;
    skipSpace();
    if (need(at) != ':') {
      throw refuse(Reason.SYNTAX, at);
    }
    at++;
    skipSpace();
    if (envelope && rules.numbers() == NumberRule.EXACT) {
      exact = isDigested(name, nameEnd, nameEscaped);
    }
    return new JsonMember(in, name, nameEnd, nameEscaped, value());
  }

  /** An escaped spelling is longer than the names and is decoded first. */
  private boolean isDigested(int name, int nameEnd, boolean nameEscaped) {
    int length = nameEnd - name - 2;
    if (!nameEscaped && length != "params".length() && length != "error".length()) {
      return false;
    }
    String text = JsonString.decode(in, name, nameEnd, nameEscaped);
    return text.equals("params") || text.equals("result") || text.equals("error");
  }

  private JsonArray array() throws MalformedJson {
    int start = open();
    if (need(at) == ']') {
      return new JsonArray(start, close(), NO_VALUES);
    }
    List<JsonValue> values = new ArrayList<>();
    do {
      path[depth] = -1 - values.size();
      values.add(value());
    } while (another(']'));
    return new JsonArray(start, close(), values.toArray(NO_VALUES));
  }

  private int open() throws MalformedJson {
    if (depth == rules.maxDepth()) {
      throw refuse(Reason.TOO_DEEP, at);
    }
    depth++;
    path[depth] = Integer.MIN_VALUE;
    int start = at++;
    skipSpace();
    return start;
  }

  private int close() {
    depth--;
    return ++at;
  }

  /** After an element: true when a comma leads to another, false at the closing bracket. */
  private boolean another(char closing) throws MalformedJson {
    skipSpace();
    byte next = need(at);
    if (next == closing) {
      return false;
    }
    if (next != ',') {
      throw refuse(Reason.SYNTAX, at);
    }
    at++;
    skipSpace();
    return true;
  }

  private void literal(String text) throws MalformedJson {
    for (int i = 0; i < text.length(); i++) {
      if (need(at) != text.charAt(i)) {
        throw refuse(Reason.SYNTAX, at);
      }
      at++;
    }
  }

  private JsonNumber number() throws MalformedJson {
    int start = at;
    if (in[at] == '-') {
      at++;
    }
    int first = need(at);
    digits();
    if (first == '0' && at - start > (in[start] == '-' ? 2 : 1)) {
      throw refuse(Reason.SYNTAX, start);
    }
    boolean integer = true;
    if (at < in.length && in[at] == '.') {
      integer = false;
      at++;
      digits();
    }
    if (at < in.length && (in[at] | 0x20) == 'e') {
      integer = false;
      at++;
      if (need(at) == '+' || in[at] == '-') {
        at++;
      }
      digits();
    }
    if (rules.numbers() == NumberRule.EXACT) {
      judge(start, integer);
    }
    return new JsonNumber(in, start, at, integer);
  }

  private void judge(int start, boolean integer) throws MalformedJson {
    if (integer) {
      if (!Decimal.isSafeInteger(in, start, at)) {
        throw refuse(Reason.INTEGER_TOO_LARGE, start);
      }
    } else if (exact && !Decimal.of(in, start, at).isShortest()) {
      throw refuse(Reason.INEXACT_NUMBER, start);
    }
  }

  private void digits() throws MalformedJson {
    int start = at;
    while (at < in.length && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
    if (at == start) {
      need(at);
      throw refuse(Reason.SYNTAX, at);
    }
  }

  /** Reads over a string; afterwards {@link #at} is behind it and {@link #escaped} is set. */
  private void string() throws MalformedJson {
    boolean escapes = false;
    int i = at + 1;
    while (true) {
      int b = need(i);
      if (b >= 0x20 && b != '"' && b != '\\') {
        i++;
      } else if (b == '"') {
        at = i + 1;
        escaped = escapes;
        return;
      } else if (b == '\\') {
        escapes = true;
        i = escape(i + 1);
      } else if (b >= 0) {
        throw refuse(Reason.SYNTAX, i);
      } else {
        i = multibyte(i);
      }
    }
  }

  private int escape(int i) throws MalformedJson {
    return switch (need(i)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> i + 1;
      case 'u' -> unit(i);
      default -> throw refuse(Reason.SYNTAX, i);
    };
  }

  private int unit(int i) throws MalformedJson {
    int unit = hex(i + 1);
    if (unit < 0xD800 || unit > 0xDFFF) {
      return i + 5;
    }
    boolean paired =
        unit < 0xDC00
            && i + 6 < in.length
            && in[i + 5] == '\\'
            && in[i + 6] == 'u'
            && (hex(i + 7) & 0xFC00) == 0xDC00;
    if (!paired) {
      throw refuse(Reason.LONE_SURROGATE, i - 1);
    }
    return i + 11;
  }

  private int hex(int i) throws MalformedJson {
    int unit = JsonString.hex4(in, i);
    if (unit < 0) {
      throw refuse(Reason.SYNTAX, i);
    }
    return unit;
  }

  /** Well-formed UTF-8 by table 3-7 of the Unicode standard. */
  private int multibyte(int i) throws MalformedJson {
    int lead = in[i] & 0xFF;
    if (lead == 0xED && i + 1 < in.length && (in[i + 1] & 0xE0) == 0xA0) {
      throw refuse(Reason.LONE_SURROGATE, i);
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    boolean valid = lead >= 0xC2 && lead <= 0xF4 && i + length <= in.length;
    for (int k = 1; valid && k < length; k++) {
      int next = in[i + k] & 0xFF;
      valid = next >= (k == 1 ? low : 0x80) && next <= (k == 1 ? high : 0xBF);
    }
    if (!valid) {
      throw refuse(Reason.INVALID_UTF8, i);
    }
    return i + length;
  }

  private void skipSpace() {
    while (at < in.length
        && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
      at++;
    }
  }

  private byte need(int i) throws MalformedJson {
    if (i >= in.length) {
      throw refuse(Reason.TRUNCATED, in.length);
    }
    return in[i];
  }

  private static boolean twice(JsonMember[] members, int count, JsonMember member) {
    for (int i = 0; i < count; i++) {
      if (members[i].sameName(member)) {
        return true;
      }
    }
    return false;
  }

  /** Hash collisions are harmless: a bucket of {@link HashSet} turns into a tree of strings. */
  private static Set<String> names(JsonMember[] members, int count) {
    Set<String> names = new HashSet<>(64);
    for (int i = 0; i < count; i++) {
      names.add(members[i].name());
    }
    return names;
  }

  private MalformedJson refuse(Reason reason, int offset) {
    return new MalformedJson(reason, MemberPath.of(in, path, depth), offset);
  }
}
