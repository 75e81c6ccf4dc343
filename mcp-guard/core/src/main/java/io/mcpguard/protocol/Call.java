package io.mcpguard.protocol;

import io.mcpguard.assertion.McpMethods;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.exchange.ExchangeId;
import java.util.regex.Pattern;

/**
 * One thing a client wants done: its request, or its answer to a request of the server's.
 *
 * @param id the exchange, from here to the records
 * @param message the bytes that go upstream
 * @param method the method's name; for an answer, {@code answer}
 * @param target what it is about
 * @param content what is digested: the parameters, or the answer's result or error
 * @param conversation the revision around it, and where it comes from
 */
public record Call(
    ExchangeId id,
    McpMessage message,
    String method,
    Target target,
    JsonValue content,
    Conversation conversation) {
  /** No name of a person is spelled so. */
  private static final Pattern COUNTED = Pattern.compile("[0-9a-fA-F-]{1,64}");

  /** A request's call. */
  public static Call of(ExchangeId id, McpMessage.Request request, Conversation conversation) {
    return new Call(
        id, request, request.method().wire(), request.target(), request.params(), conversation);
  }

  /** The call that carries a client's answer to the server's request {@code method}. */
  public static Call answering(
      ExchangeId id, McpMessage.ClientAnswer answer, String method, Conversation conversation) {
    return new Call(
        id, answer, McpMethods.ANSWER, new Target.Question(method), answer.outcome(), conversation);
  }

  /** This call, now that it is known where it comes from. */
  public Call of(Lineage lineage) {
    return new Call(
        id, message, method, target, content, new Conversation(conversation.revision(), lineage));
  }

  /**
   * The id that the client gave its request, as text; empty text where it is more than a number or
   * a UUID: anything may stand in it, and records outlive people's consent to that. Empty text for
   * an answer, whose id is the guard's own.
   */
  public String requestId() {
    if (!(message instanceof McpMessage.Request request)) {
      return "";
    }
    JsonObject root = request.root();
    return root.string("id")
        .or(() -> root.integer("id").stream().mapToObj(Long::toString).findFirst())
        .filter(id -> COUNTED.matcher(id).matches())
        .orElse("");
  }

  /** Whose trace it belongs to: the body decides, and the head where the body says nothing. */
  public TraceParent traceParent(TraceParent head) {
    return TraceParent.in(content, head);
  }

  /** The arguments that a policy may look at: those of a tool or a prompt, else none. */
  public JsonObject arguments() {
    return switch (target) {
      case Target.Tool tool -> tool.arguments();
      case Target.Prompt prompt -> prompt.arguments();
      case Target.Resource resource -> NoParameters.OBJECT;
      case Target.Template template -> NoParameters.OBJECT;
      case Target.TaskHandle handle -> NoParameters.OBJECT;
      case Target.Task task -> NoParameters.OBJECT;
      case Target.Question question -> NoParameters.OBJECT;
      case Target.Subscription subscription -> NoParameters.OBJECT;
      case Target.Server server -> NoParameters.OBJECT;
    };
  }
}
