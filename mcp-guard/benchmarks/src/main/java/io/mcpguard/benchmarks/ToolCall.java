package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * The one call every subject is loaded with: a {@code tools/call} of 100 bytes, answered by 300.
 */
final class ToolCall {
  static final int REQUEST_BYTES = 100;
  static final int ANSWER_BYTES = 300;

  /** Ids are always seven digits, so that a request is sent again by overwriting them in place. */
  static final int ID_DIGITS = 7;

  static final int LOWEST_ID = 1_000_000;

  private static final String REQUEST_HEAD = "{\"jsonrpc\":\"2.0\",\"id\":";
  private static final String ANSWER_HEAD = "{\"jsonrpc\":\"2.0\",\"id\":";
  private static final String ANSWER_TAIL = "\"}],\"isError\":false}}";
  private static final byte[] ANSWER = answerWithoutId();

  private ToolCall() {}

  /** The request's body with the lowest id. */
  static byte[] request() {
    byte[] body = request(EchoAnswers.PLAIN);
    if (body.length != REQUEST_BYTES) {
      throw new IllegalStateException("the request has " + body.length + " bytes");
    }
    return body;
  }

  /** A call of another tool, with the same arguments. */
  static byte[] request(String tool) {
    return request("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":{\"q\":\"ok\"}}");
  }

  /** Any other request. */
  static byte[] request(String method, String params) {
    return (REQUEST_HEAD + LOWEST_ID + ",\"method\":\"" + method + "\",\"params\":" + params + "}")
        .getBytes(US_ASCII);
  }

  /** Where the id's first digit stands in every request. */
  static int idOffset() {
    return REQUEST_HEAD.length();
  }

  /** Writes the seven digits of {@code id} at {@code offset}. */
  static void writeId(byte[] target, int offset, int id) {
    int rest = id;
    for (int i = offset + ID_DIGITS - 1; i >= offset; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** The answer to the call whose id stands in {@code request[from, to)}. */
  static byte[] answer(byte[] request, int from, int to) {
    int idBytes = to - from;
    byte[] answer = new byte[ANSWER.length + idBytes];
    int head = ANSWER_HEAD.length();
    System.arraycopy(ANSWER, 0, answer, 0, head);
    System.arraycopy(request, from, answer, head, idBytes);
    System.arraycopy(ANSWER, head, answer, head + idBytes, ANSWER.length - head);
    return answer;
  }

  private static byte[] answerWithoutId() {
    String middle = ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"";
    int fill =
        ANSWER_BYTES - ID_DIGITS - ANSWER_HEAD.length() - middle.length() - ANSWER_TAIL.length();
    byte[] text = new byte[fill];
    Arrays.fill(text, (byte) 'x');
    return (ANSWER_HEAD + middle + new String(text, US_ASCII) + ANSWER_TAIL).getBytes(US_ASCII);
  }
}
