package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the echo tool server says, as cheap as it gets: {@code tools/call} is found by its bytes and
 * answered without reading JSON.
 */
final class EchoAnswers {
  /** Answers at once. */
  static final String PLAIN = "echo";

  /** Answers in an event stream. */
  static final String TELLING = "tell";

  /** How many events that stream has, with the answer. */
  static final int EVENTS = 5;

  private static final byte[] CALL = "\"method\":\"tools/call\"".getBytes(UTF_8);
  private static final byte[] TELL = ("\"name\":\"" + TELLING + "\"").getBytes(UTF_8);
  private static final byte[] ID = "\"id\":".getBytes(UTF_8);
  private static final byte[] NOTHING = {};
  private static final byte[] EVENT = "data: ".getBytes(UTF_8);
  private static final byte[] EVENT_END = "\n\n".getBytes(UTF_8);
  private static final Pattern REVISION = Pattern.compile("\"protocolVersion\":\"([0-9-]{10})\"");
  private static final byte[] STEP =
      ("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
              + "{\"level\":\"info\",\"data\":\"one more step is done\"}}\n\n")
          .getBytes(UTF_8);

  private EchoAnswers() {}

  /** The answer to a message; empty where it wants none. The server has this many tools. */
  static byte[] to(byte[] message, int tools) {
    int id = Bytes.indexOf(message, 0, message.length, ID);
    if (id < 0) {
      return NOTHING;
    }
    int from = id + ID.length;
    int end = endOfId(message, from);
    return Bytes.indexOf(message, 0, message.length, CALL) >= 0
        ? ToolCall.answer(message, from, end)
        : ("{\"jsonrpc\":\"2.0\",\"id\":"
                + new String(message, from, end - from, UTF_8)
                + ","
                + rest(new String(message, UTF_8), tools)
                + "}")
            .getBytes(UTF_8);
  }

  /** Whether the answer is to come in an event stream. */
  static boolean isTold(byte[] message) {
    return Bytes.indexOf(message, 0, message.length, CALL) >= 0
        && Bytes.indexOf(message, 0, message.length, TELL) >= 0;
  }

  /** An event before the answer. */
  static byte[] step() {
    return STEP.clone();
  }

  /** The answer as the last event. */
  static byte[] last(byte[] answer) {
    byte[] event = new byte[EVENT.length + answer.length + EVENT_END.length];
    System.arraycopy(EVENT, 0, event, 0, EVENT.length);
    System.arraycopy(answer, 0, event, EVENT.length, answer.length);
    System.arraycopy(EVENT_END, 0, event, EVENT.length + answer.length, EVENT_END.length);
    return event;
  }

  private static int endOfId(byte[] message, int from) {
    int end = from;
    while (end < message.length && message[end] != ',' && message[end] != '}') {
      end++;
    }
    return end;
  }

  private static String rest(String request, int tools) {
    if (request.contains("\"method\":\"initialize\"")) {
      Matcher revision = REVISION.matcher(request);
      return "\"result\":{\"protocolVersion\":\""
          + (revision.find() ? revision.group(1) : "2025-11-25")
          + "\",\"capabilities\":{\"tools\":{},\"logging\":{}},"
          + "\"serverInfo\":{\"name\":\"echo\",\"version\":\"1\"}}";
    }
    if (request.contains("\"method\":\"tools/list\"")) {
      return IntStream.range(0, tools)
          .mapToObj(EchoAnswers::definition)
          .collect(Collectors.joining(",", "\"result\":{\"tools\":[", "]}"));
    }
    if (request.contains("\"method\":\"ping\"")) {
      return "\"result\":{}";
    }
    return "\"error\":{\"code\":-32601,\"message\":\"Unknown method.\"}";
  }

  /** The name of a server's tool; the first two are those that the harness calls. */
  static String tool(int n) {
    return n == 0 ? PLAIN : n == 1 ? TELLING : "tool_" + n;
  }

  /** About as long as those of real servers are. */
  private static String definition(int n) {
    return """
    {"name":"%s","description":"Answers with 300 bytes, whatever it is asked. Call it to see what \
    a call through a guard costs, and not because of what it says.","inputSchema":{"type":"object",\
    "properties":{"q":{"type":"string","description":"what to ask"}}}}\
    """
        .formatted(tool(n));
  }
}
