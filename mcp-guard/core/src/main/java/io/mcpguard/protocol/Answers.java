package io.mcpguard.protocol;

import io.mcpguard.exchange.Cure;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Reason;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/**
 * JSON-RPC answers that the guard gives itself. Everything in them comes from closed lists, but for
 * the caller's own id in its raw spelling, and scope names, which are the operator's.
 */
public final class Answers {
  private Answers() {}

  /** The error for a refused request (contracts §3). */
  public static byte[] error(Denial denial, ExchangeId exchange, RequestId id) {
    Reason reason = denial.reason();
    StringBuilder json = new StringBuilder(256);
    json.append("{\"jsonrpc\":\"2.0\",\"id\":").append(id.raw());
    json.append(",\"error\":{\"code\":").append(reason.jsonRpcCode());
    json.append(",\"message\":\"").append(reason.text()).append("\",\"data\":{\"reason\":\"");
    json.append(reason.code()).append("\",\"decision\":\"").append(exchange.value()).append('"');
    cure(denial.cure(), json);
    if (reason.jsonRpcCode() == 1502 || reason.jsonRpcCode() == 1504) {
      json.append(",\"cause\":\"").append(reason.code()).append('"');
    }
    return json.append("}}}").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The body of a refusal at the door, where there is no message and no record yet. */
  public static byte[] refusal(Reason reason) {
    return refusal(reason, RequestId.NONE);
  }

  /** The same for a request whose id is known. */
  public static byte[] refusal(Reason reason, RequestId id) {
    return refusal(reason, id, "");
  }

  /** The same for a body beyond a limit, which it names in {@code limit_bytes}. */
  public static byte[] refusal(Reason reason, int limitBytes) {
    return refusal(reason, RequestId.NONE, ",\"limit_bytes\":" + limitBytes);
  }

  private static byte[] refusal(Reason reason, RequestId id, String data) {
    String json =
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id.raw()
            + ",\"error\":{\"code\":"
            + reason.jsonRpcCode()
            + ",\"message\":\""
            + reason.text()
            + "\",\"data\":{\"reason\":\""
            + reason.code()
            + '"'
            + data
            + "}}}";
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** The answer to a request that nobody here takes (JSON-RPC 2.0 §5.1). */
  public static byte[] methodNotFound(RequestId id) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":"
            + id.raw()
            + ",\"error\":{\"code\":-32601,\"message\":\""
            + Reason.METHOD_NOT_FOUND.text()
            + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** An empty result, as {@code ping} wants it. */
  public static byte[] emptyResult(RequestId id) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":" + id.raw() + ",\"result\":{}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void cure(Cure cure, StringBuilder json) {
    switch (cure) {
      case Cure.None none -> json.append(",\"cure\":\"none\"");
      case Cure.Login login -> json.append(",\"cure\":\"login\"");
      case Cure.Scope scope ->
          json.append(",\"cure\":\"scope\",\"scope\":\"")
              .append(String.join(" ", new TreeSet<>(scope.needed())))
              .append('"');
      case Cure.Revision revision ->
          json.append(",\"cure\":\"revision\",\"supported\":[\"")
              .append(String.join("\",\"", revision.supported()))
              .append("\"],\"requested\":\"")
              .append(revision.requested())
              .append('"');
      case Cure.Extension extension ->
          json.append(",\"cure\":\"capability\",\"requiredCapabilities\":{\"extensions\":{\"")
              .append(extension.name())
              .append("\":{}}}");
      case Cure.Wait wait ->
          json.append(",\"cure\":\"wait\",\"retry_after_s\":").append(wait.seconds());
    }
  }
}
