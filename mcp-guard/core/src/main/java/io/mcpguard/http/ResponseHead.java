package io.mcpguard.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Status line and header fields of an answer, read as RFC 9112 writes them and no other way.
 *
 * <p>The attacker is an upstream that wants two readers to see two messages. Refused are: bare CR
 * or LF, folded lines (§5.2), space before the colon (§5.1), NUL and control characters, a repeated
 * or unusual Content-Length (§6.3), Transfer-Encoding together with Content-Length or in HTTP/1.0
 * (§6.1), and any coding but {@code chunked}.
 */
final class ResponseHead {
  private static final Pattern TIMEOUT = Pattern.compile("(?i)\\btimeout=([0-9]{1,6})\\b");
  private static final boolean[] TOKEN = new boolean[128];
  private static final long LARGEST_LENGTH = (1L << 53) - 1;

  static {
    for (char c : "!#$%&'*+-.^_`|~0123456789".toCharArray()) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 32] = true;
    }
  }

  private final byte[] bytes;
  private final int maxFields;
  private int[] fields = new int[4 * 16];
  private int count;
  private int status;
  private boolean http11;

  private ResponseHead(byte[] bytes, int maxFields) {
    this.bytes = bytes;
    this.maxFields = maxFields;
  }

  /**
   * Reads a head.
   *
   * @param bytes the head with the empty line at its end; kept, not copied
   * @throws Http1Failure {@code MALFORMED} or {@code TOO_LARGE}
   */
  static ResponseHead parse(byte[] bytes, int maxFields) throws Http1Failure {
    ResponseHead head = new ResponseHead(bytes, maxFields);
    int at = head.statusLine();
    while (bytes[at] != '\r') {
      at = head.field(at);
    }
    if (at + 2 != bytes.length) {
      throw Http1Failure.malformed("the head holds a bare CR");
    }
    return head;
  }

  /**
   * Checks the trailer section of a chunked body, which is then dropped (RFC 9112 §7.1.2).
   *
   * @param bytes the lines with the empty line at their end
   */
  static void checkTrailers(byte[] bytes, int maxFields) throws Http1Failure {
    ResponseHead trailers = new ResponseHead(bytes, maxFields);
    int at = 0;
    while (bytes[at] != '\r') {
      at = trailers.field(at);
    }
    if (at + 2 != bytes.length) {
      throw Http1Failure.malformed("the trailer section holds a bare CR");
    }
  }

  int status() {
    return status;
  }

  /**
   * The only value of a field, or nothing.
   *
   * @throws Http1Failure if the field is there more than once
   */
  Optional<String> only(String name) throws Http1Failure {
    int found = find(name, 0);
    if (found < 0) {
      return Optional.empty();
    }
    if (find(name, found + 1) >= 0) {
      throw Http1Failure.malformed("the answer has the header " + name + " more than once");
    }
    return Optional.of(value(found));
  }

  /** The value of each field of this name, in order. */
  List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
      values.add(value(i));
    }
    return values;
  }

  /** True if the connection may carry another exchange (RFC 9112 §9.3). */
  boolean persists() {
    for (int i = find("connection", 0); i >= 0; i = find("connection", i + 1)) {
      for (String option : value(i).split(",", -1)) {
        if (option.strip().equalsIgnoreCase("close")) {
          return false;
        }
      }
    }
    return http11;
  }

  /** How long the other side keeps an idle connection; an hour if it does not say. */
  Duration keepAlive() {
    int field = find("keep-alive", 0);
    if (field >= 0) {
      Matcher timeout = TIMEOUT.matcher(value(field));
      if (timeout.find()) {
        return Duration.ofSeconds(Integer.parseInt(timeout.group(1)));
      }
    }
    return Duration.ofHours(1);
  }

  /** How the body ends (RFC 9112 §6.3). */
  Framing framing() throws Http1Failure {
    int coding = find("transfer-encoding", 0);
    int length = find("content-length", 0);
    if (coding >= 0 && length >= 0) {
      throw Http1Failure.malformed("the answer has both Transfer-Encoding and Content-Length");
    }
    if (coding >= 0) {
      return chunked(coding);
    }
    long declared = length < 0 ? -1 : length(length);
    if (status == 204 || status == 304) {
      return Framing.NO_BODY;
    }
    return declared < 0 ? Framing.UNTIL_CLOSE : Framing.ofLength(declared);
  }

  static boolean isTokenCharacter(int c) {
    return c >= 0 && c < 128 && TOKEN[c];
  }

  private Framing chunked(int coding) throws Http1Failure {
    if (find("transfer-encoding", coding + 1) >= 0 || !value(coding).equalsIgnoreCase("chunked")) {
      throw Http1Failure.malformed("the answer has a transfer coding other than chunked alone");
    }
    if (!http11 || status == 204 || status == 304) {
      throw Http1Failure.malformed("the answer must not have a transfer coding");
    }
    return Framing.CHUNKED;
  }

  private long length(int field) throws Http1Failure {
    int from = fields[4 * field + 2];
    int to = fields[4 * field + 3];
    if (find("content-length", field + 1) >= 0 || from == to || to - from > 16) {
      throw Http1Failure.malformed("the answer has a repeated, empty or endless Content-Length");
    }
    long length = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        throw Http1Failure.malformed("the answer's Content-Length is not a plain number");
      }
      length = length * 10 + (bytes[i] - '0');
    }
    if (length > LARGEST_LENGTH) {
      throw Http1Failure.malformed("the answer has a repeated, empty or endless Content-Length");
    }
    return length;
  }

  /** {@code HTTP/1.1 200 OK}; the space before an empty reason may be missing. */
  private int statusLine() throws Http1Failure {
    boolean version =
        bytes.length > 14
            && startsWith("HTTP/1.")
            && (bytes[7] == '0' || bytes[7] == '1')
            && bytes[8] == ' '
            && isDigit(9)
            && isDigit(10)
            && isDigit(11)
            && (bytes[12] == ' ' || bytes[12] == '\r');
    if (!version) {
      throw Http1Failure.malformed("the answer does not begin with an HTTP/1 status line");
    }
    http11 = bytes[7] == '1';
    status = 100 * (bytes[9] - '0') + 10 * (bytes[10] - '0') + (bytes[11] - '0');
    if (status < 100 || status > 599) {
      throw Http1Failure.malformed("the answer's status is not from 100 to 599");
    }
    return endOfText(12);
  }

  private int field(int from) throws Http1Failure {
    if (count == maxFields) {
      throw Http1Failure.sent(
          Http1Failure.Kind.TOO_LARGE, "the answer has more than " + maxFields + " header fields");
    }
    int colon = from;
    while (isTokenCharacter(bytes[colon])) {
      colon++;
    }
    if (colon == from || bytes[colon] != ':') {
      throw Http1Failure.malformed("a header field of the answer has no well-formed name");
    }
    int next = endOfText(colon + 1);
    int start = colon + 1;
    int stop = next - 2;
    while (start < stop && isBlank(bytes[start])) {
      start++;
    }
    while (stop > start && isBlank(bytes[stop - 1])) {
      stop--;
    }
    add(from, colon, start, stop);
    return next;
  }

  /** The beginning of the next line; the text up to the CRLF has no control character. */
  private int endOfText(int from) throws Http1Failure {
    int i = from;
    while (bytes[i] != '\r') {
      int c = bytes[i] & 0xff;
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw Http1Failure.malformed("the head holds a control character");
      }
      i++;
    }
    if (bytes[i + 1] != '\n') {
      throw Http1Failure.malformed("the head holds a bare CR");
    }
    return i + 2;
  }

  private void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    if (4 * count == fields.length) {
      fields = Arrays.copyOf(fields, 2 * fields.length);
    }
    int at = 4 * count++;
    fields[at] = nameStart;
    fields[at + 1] = nameEnd;
    fields[at + 2] = valueStart;
    fields[at + 3] = valueEnd;
  }

  /** The first field from {@code first} on whose name is {@code name} (lower case), or -1. */
  private int find(String name, int first) {
    for (int i = first; i < count; i++) {
      int start = fields[4 * i];
      if (fields[4 * i + 1] - start == name.length() && isName(start, name)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isName(int start, String name) {
    for (int i = 0; i < name.length(); i++) {
      int c = bytes[start + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String value(int field) {
    int from = fields[4 * field + 2];
    return new String(bytes, from, fields[4 * field + 3] - from, StandardCharsets.ISO_8859_1);
  }

  private boolean startsWith(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean isDigit(int at) {
    return bytes[at] >= '0' && bytes[at] <= '9';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
