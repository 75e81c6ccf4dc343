package io.mcpguard.protocol;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonBoolean;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonNull;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a client's body, strictly: the one place where bytes become messages.
 *
 * <p>The attacker hopes that we and the tool server read one body in two ways. So whatever two
 * readers could differ on is refused here (RFC 7493, contracts §1), and what is forwarded are the
 * bytes that were read.
 */
public final class MessageReader {
  /** The most elements of a batch. */
  public static final int MOST_BATCHED = 32;

  private static final int LONGEST_ID = 256;

  /** The members of a message that its digests cover. */
  private static final Set<String> CONTENT = Set.of("params", "result", "error");

  private static final long LARGEST_SAFE = (1L << 53) - 1;

  private final ReadRules rules;
  private final Numbers most;

  private MessageReader(ReadRules rules, Numbers most) {
    this.rules = rules;
    this.most = most;
  }

  /** Reads by {@code rules}, normally {@link ReadRules#request()}. */
  public MessageReader(ReadRules rules) {
    this(rules, Numbers.EXACT);
  }

  /** As this one, but takes inexact numbers in what digests cover, and says so of the message. */
  public MessageReader allowingInexactNumbers() {
    return new MessageReader(rules, Numbers.INEXACT);
  }

  /** The messages in {@code body}, or why there are none. */
  public Envelope read(byte[] body) {
    try {
      return read(JsonDocument.read(body, rules), Numbers.EXACT);
    } catch (MalformedJson fault) {
      return switch (most) {
        case EXACT -> unread(fault);
        case INEXACT -> isNumber(fault) ? readInexact(body, fault) : unread(fault);
      };
    }
  }

  private Envelope readInexact(byte[] body, MalformedJson first) {
    try {
      JsonDocument document = JsonDocument.read(oneLine(body), rules.allowingInexactNumbers());
      // The elements of a batch are read once more, each by itself.
      boolean digested =
          document.root() instanceof JsonArray
              || CONTENT.contains(first.member().split("[.\\[]", 2)[0]);
      return digested ? read(document, Numbers.INEXACT) : unread(first);
    } catch (MalformedJson second) {
      return unread(second);
    }
  }

  /** Line breaks do not reach a stdio server, so a digest of raw bytes must not cover them. */
  private static byte[] oneLine(byte[] body) {
    byte[] line = body.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  private static boolean isNumber(MalformedJson fault) {
    return fault.reason() == MalformedJson.Reason.INEXACT_NUMBER
        || fault.reason() == MalformedJson.Reason.INTEGER_TOO_LARGE;
  }

  private static Envelope unread(MalformedJson fault) {
    return new Envelope.Malformed(
        Denial.of(Reason.MALFORMED_JSON, "the body: " + fault.getMessage()),
        RequestId.NONE,
        Envelope.Awaits.ANSWER);
  }

  /** A request that was read before and edited since; its numbers are as exact as they were. */
  static McpMessage.Request reread(McpMessage.Request before, byte[] json) {
    try {
      ReadRules rules = ReadRules.request().allowingInexactNumbers();
      JsonDocument document = JsonDocument.read(json, rules);
      if (document.root() instanceof JsonObject root
          && one(document, root, before.numbers())
              instanceof Envelope.Single(McpMessage.Request request)) {
        return request;
      }
    } catch (MalformedJson e) {
      throw new IllegalStateException("an edit broke a request", e);
    }
    throw new IllegalStateException("an edit made something else of a request");
  }

  private Envelope read(JsonDocument document, Numbers numbers) {
    return switch (document.root()) {
      case JsonObject message -> one(document, message, numbers);
      case JsonArray batch -> many(document, batch);
      case JsonString s -> invalid(RequestId.NONE, "the body is a string, not a message");
      case JsonNumber n -> invalid(RequestId.NONE, "the body is a number, not a message");
      case JsonBoolean b -> invalid(RequestId.NONE, "the body is a boolean, not a message");
      case JsonNull n -> invalid(RequestId.NONE, "the body is null, not a message");
    };
  }

  private Envelope many(JsonDocument document, JsonArray batch) {
    int size = batch.values().size();
    if (size == 0 || size > MOST_BATCHED) {
      return invalid(
          RequestId.NONE, "a batch holds 1 to " + MOST_BATCHED + " messages, this one " + size);
    }
    List<Envelope> elements = new ArrayList<>(size);
    for (JsonValue element : batch.values()) {
      elements.add(
          element instanceof JsonObject
              ? read(Arrays.copyOfRange(document.bytes(), element.start(), element.end()))
              : invalid(RequestId.NONE, "an element of a batch is not an object"));
    }
    return new Envelope.Batch(elements);
  }

  private static Envelope one(JsonDocument document, JsonObject message, Numbers numbers) {
    Optional<JsonValue> id = message.member("id");
    RequestId replyTo =
        id.filter(MessageReader::isId).map(v -> RequestId.of(document, v)).orElse(RequestId.NONE);
    if (!message.string("jsonrpc").equals(Optional.of("2.0"))) {
      return invalid(replyTo, "jsonrpc must be \"2.0\" (JSON-RPC 2.0 §4)");
    }
    if (id.isPresent() && !isId(id.get())) {
      return invalid(replyTo, "id must be a string or an integer, of 256 characters at most");
    }
    Optional<JsonValue> method = message.member("method");
    if (method.isEmpty()) {
      return answer(document, message, id, replyTo, numbers);
    }
    if (!(method.get() instanceof JsonString name)) {
      return invalid(replyTo, "method must be a string");
    }
    if (message.member("result").isPresent() || message.member("error").isPresent()) {
      return invalid(replyTo, "a message has a method or a result, not both");
    }
    return asked(document, message, id, replyTo, name.value(), numbers);
  }

  private static Envelope asked(
      JsonDocument document,
      JsonObject message,
      Optional<JsonValue> id,
      RequestId replyTo,
      String name,
      Numbers numbers) {
    JsonObject params = NoParameters.OBJECT;
    Optional<JsonValue> given = message.member("params");
    if (given.isPresent()) {
      if (!(given.get() instanceof JsonObject object)) {
        return malformed(Reason.INVALID_PARAMS, replyTo, "params must be an object");
      }
      params = object;
    }
    Optional<McpMethod> method = McpMethod.of(name);
    boolean notification = id.isEmpty();
    boolean stateless = RequestMeta.isIn(params);
    if (method.isEmpty()
        || (method.get().kind() == McpMethod.Kind.NOTIFICATION) != notification
        || (stateless && !method.get().isOf(Era.MODERN))) {
      return new Envelope.Malformed(
          Denial.of(Reason.METHOD_NOT_FOUND, "the method is not in the table"),
          replyTo,
          notification ? Envelope.Awaits.NOTHING : Envelope.Awaits.ANSWER,
          RequestMeta.claimed(params));
    }
    if (notification) {
      return new Envelope.Single(
          new McpMessage.Notification(document, message, method.get(), params, numbers));
    }
    JsonObject known = params;
    return TargetReader.read(method.get(), known)
        .<Envelope>map(target ->
            new Envelope.Single(
                new McpMessage.Request(
                    document, message, id.get(), method.get(), known, target, numbers)))
        .orElseGet(() ->
            malformed(
                Reason.INVALID_PARAMS,
                replyTo,
                "params of " + name + " do not say what it is about, or name it at great length"));
  }

  private static Envelope answer(
      JsonDocument document,
      JsonObject message,
      Optional<JsonValue> id,
      RequestId replyTo,
      Numbers numbers) {
    Optional<JsonValue> result = message.member("result");
    Optional<JsonValue> error = message.member("error");
    if (id.isEmpty() || result.isPresent() == error.isPresent()) {
      return invalid(
          replyTo, "a message without a method needs an id, and one of result and error");
    }
    JsonValue outcome = result.isPresent() ? result.get() : error.get();
    return new Envelope.Single(
        new McpMessage.ClientAnswer(document, message, id.get(), outcome, numbers));
  }

  /** An id is kept while its request is open, and repeated in the answer. */
  private static boolean isId(JsonValue id) {
    return switch (id) {
      case JsonString text -> text.value().length() <= LONGEST_ID;
      case JsonNumber number -> isSafe(number);
      case JsonObject object -> false;
      case JsonArray array -> false;
      case JsonBoolean truth -> false;
      case JsonNull nothing -> false;
    };
  }

  private static Envelope invalid(RequestId id, String detail) {
    return malformed(Reason.INVALID_REQUEST, id, detail);
  }

  private static Envelope malformed(Reason reason, RequestId id, String detail) {
    return new Envelope.Malformed(Denial.of(reason, detail), id, Envelope.Awaits.ANSWER);
  }

  /** An id stays one that all readers agree on, whatever is allowed of other numbers. */
  private static boolean isSafe(JsonNumber number) {
    OptionalLong value = number.toLong();
    return value.isPresent() && Math.abs(value.getAsLong()) <= LARGEST_SAFE;
  }
}
