package io.mcpguard.connect;

import io.mcpguard.protocol.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Why a request of the host's has no answer of the server's. The texts are written for a model to
 * read; codes of our own are positive, outside JSON-RPC's reserved ranges.
 */
public enum Trouble {
  /** The browser is still open. */
  LOGIN_PENDING(
      1401,
      "The user has not finished logging in. Ask them to do so in the browser window that is open,"
          + " then try again."),
  /** The user said no, or the authorization server did. */
  LOGIN_REFUSED(
      1401,
      "The login was refused. Ask the user whether they want it, then try again in a minute."),
  /** Nobody came back from the browser in time. */
  LOGIN_TIMED_OUT(
      1401, "Nobody finished the login in time. Ask the user to log in, then try again."),
  /** Something about the login is not as it must be; standard error says what. */
  LOGIN_FAILED(
      1401,
      "The login failed. Ask the user to look at the log of mcp-guard connect, which says why."),
  /** The server does not take the token that it was just given. */
  TOKEN_REFUSED(
      1401,
      "The server refuses the access token. Ask the user to look at the log of mcp-guard connect."),
  /** The server wants more scope than the user granted. */
  SCOPE_REFUSED(
      1403, "The user has not granted what this call needs. Trying again at once won't help."),
  /** No connection, or none that can be trusted. */
  UNREACHABLE(1502, "The server cannot be reached now. Trying again later may help."),
  /** What came back is not what MCP or OAuth says. */
  WRONG_ANSWER(1502, "The server gave an answer that breaks the protocol."),
  /** The connection ended before the answer. */
  BROKEN_OFF(1502, "The connection ended before the answer. The call may have been made."),
  /** The session is gone and could not be begun again. */
  SESSION_ENDED(1502, "The server has ended the session. Ask the user to restart this server."),
  /** An HTTP status that nothing here cures. */
  REFUSED(1502, "The server refused the request. Ask the operator."),
  /** Not in time. */
  SLOW(1504, "The server did not answer in time. It may still have acted."),
  /** More is open than may be. */
  BUSY(1503, "Too many requests are open, so this one was not sent. Try again later."),
  /** A line that is no message. */
  MALFORMED(-32700, "The line is not the strict JSON that is read here."),
  /** JSON that is no message, or an id that is open already. */
  INVALID_REQUEST(-32600, "The message is not a valid JSON-RPC request."),
  /** A line beyond the bound. */
  TOO_LARGE(-32600, "The line is longer than 16777216 bytes. Send less."),
  /** A defect of ours. */
  INTERNAL(-32603, "The connection failed by itself. The log of mcp-guard connect says why.");

  private final int jsonRpcCode;
  private final String text;

  Trouble(int jsonRpcCode, String text) {
    this.jsonRpcCode = jsonRpcCode;
    this.text = text;
  }

  /** The code of the JSON-RPC error. */
  public int jsonRpcCode() {
    return jsonRpcCode;
  }

  /** The fixed text that the caller reads. */
  public String text() {
    return text;
  }

  /** The stable name. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The answer to the request of this id. */
  byte[] answer(RequestId id) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":"
            + id.raw()
            + ",\"error\":{\"code\":"
            + jsonRpcCode
            + ",\"message\":\""
            + text
            + "\",\"data\":{\"reason\":\""
            + code()
            + "\"}}}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
