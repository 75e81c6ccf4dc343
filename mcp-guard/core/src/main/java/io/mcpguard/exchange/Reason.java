package io.mcpguard.exchange;

/**
 * Why a call was refused: the closed table that {@code docs/errors.md} is generated from.
 *
 * <p>A caller sees the HTTP status, the JSON-RPC code and the text of the row, and nothing else.
 * The texts are written for a model to read: what happened, whether trying again can help, what
 * would. Codes of our own are positive, outside JSON-RPC's reserved ranges.
 */
public enum Reason {
  MISSING_TOKEN(401, 1401, "This server needs an access token. Log in and try again."),
  INVALID_TOKEN(401, 1401, "The access token is not valid here. Log in again."),
  EXPIRED_TOKEN(401, 1401, "The access token has expired. Refresh it or log in again."),
  WRONG_AUDIENCE(401, 1401, "The access token was issued for another server. Log in to this one."),
  KEY_BOUND_TOKEN(
      401,
      1401,
      "The access token is bound to a key. Present it as DPoP with a proof by that key."),
  UNBOUND_TOKEN(401, 1401, "The access token is not bound to a key. Present it as Bearer."),
  KEY_BINDING_REQUIRED(
      401, 1401, "This server takes only access tokens bound to a key. Log in again with DPoP."),
  INVALID_DPOP_PROOF(
      401, 1401, "The DPoP proof is not valid for this request. Make a new one and try again."),
  REPLAYED_DPOP_PROOF(401, 1401, "The DPoP proof was used before. Make a new one and try again."),
  USE_DPOP_NONCE(
      401, 1401, "The DPoP proof needs the nonce that comes with this answer. Make a new one."),
  GRANT_REVOKED(
      401, 1401, "The user's permission for this agent has ended. Ask the user to log in."),
  AGENT_REVOKED(
      401, 1401, "This agent has been shut off. Ask the operator; trying again won't help."),
  INSUFFICIENT_SCOPE(
      403, 1403, "The user has not granted what this call needs. Ask for the scope named."),
  POLICY_DENIED(
      200, 1403, "The operator's policy does not permit this call. Trying again won't help."),
  QUOTA_EXCEEDED(
      200, 1429, "The quota for this call is used up. Wait as long as told, then try again."),
  OUT_OF_REACH(
      200, -32602, "Unknown tool, prompt or resource. List what there is and choose from it."),
  UNKNOWN_RUN(
      200, 1403, "The run's handle is not one of this agent's. Leave it out or ask for a new one."),
  INVALID_PARENT(
      200, 1403, "The call that led to this one is not open here. Leave its assertion out."),
  MALFORMED_JSON(400, -32700, "The body is not the strict JSON this server accepts."),
  INVALID_REQUEST(400, -32600, "The message is not a valid JSON-RPC request for this endpoint."),
  INVALID_PARAMS(400, -32602, "The parameters of this method are not valid."),
  BODY_TOO_LARGE(413, -32600, "The body is larger than this server accepts. Send less."),
  METHOD_NOT_FOUND(200, -32601, "This server does not have that method."),
  UNSUPPORTED_VERSION(400, -32600, "This protocol version is not supported here."),
  UNKNOWN_REVISION(
      400, -32022, "This protocol revision is not spoken here. Use one that is named."),
  HEADER_MISMATCH(
      400, -32020, "A header of the request does not repeat what its body says, as it must."),
  MISSING_CAPABILITY(
      400, -32021, "This method needs an extension that the client did not declare."),
  MISSING_SESSION(400, -32600, "The session id is missing. Send initialize first."),
  UNKNOWN_SESSION(404, -32600, "This session is unknown or has ended. Send initialize again."),
  UPSTREAM_DOWN(200, 1502, "The tool server cannot be reached now. Trying again later may help."),
  UPSTREAM_WRONG(200, 1502, "The tool server gave an answer that breaks the protocol."),
  UPSTREAM_REFUSED(200, 1502, "The tool server refused the call. Ask the operator."),
  UPSTREAM_TOO_LARGE(
      200, 1502, "The tool server's answer is too large. It may have acted; ask for less at once."),
  UPSTREAM_UNSIGNED(
      200,
      1502,
      "The tool server's answer is not signed as it has to be. It may still have acted."),
  UPSTREAM_SLOW(200, 1504, "The tool server did not answer in time. It may still have acted."),
  INPUT_MISSING(
      200,
      1424,
      "The tool server asked this client for input and got none. Call again and answer."),
  EVIDENCE_UNAVAILABLE(
      200, 1503, "The call could not be recorded, so it was not made. Try again later."),
  BUSY(200, 1503, "The server is at its limit, so the call was not made. Try again later."),
  TOO_MANY_SESSIONS(
      200, 1429, "This agent has as many sessions open as it may. End one, then try again."),
  TOO_MANY_CALLS(
      200, 1429, "This agent has as many calls open as it may. Wait for one, then try again."),
  TOO_MANY_STREAMS(
      200, 1429, "This agent has as many streams open as it may. Close one, then try again."),
  CHANGED_IN_FLIGHT(
      401, 1401, "The permission for this call ended before it was made. Log in again."),
  INTERNAL(200, -32603, "The server failed, and the call was not made. Ask the operator."),
  ORIGIN_REFUSED(403, -32600, "Requests from this origin are not accepted."),
  HOST_REFUSED(403, -32600, "Requests for this host are not accepted."),
  METHOD_NOT_ALLOWED(405, -32600, "This HTTP method is not accepted here."),
  NOT_ACCEPTABLE(406, -32600, "Accept must name application/json and text/event-stream."),
  WRONG_MEDIA_TYPE(415, -32600, "The body must be application/json."),
  UNKNOWN_ENDPOINT(404, -32600, "There is no such endpoint."),
  UNKNOWN_CALL(
      404,
      -32600,
      "There is no such call of this agent's for this user. Look at the receipt's id."),
  FLOOD(429, 1429, "Too many requests. Wait, then try again."),
  FULL_HOUSE(503, 1503, "The server is full. Try again later."),
  SHUTTING_DOWN(503, 1503, "The server is shutting down. Try again later.");

  private final int httpStatus;
  private final int jsonRpcCode;
  private final String text;

  Reason(int httpStatus, int jsonRpcCode, String text) {
    this.httpStatus = httpStatus;
    this.jsonRpcCode = jsonRpcCode;
    this.text = text;
  }

  /** The HTTP status of the answer when the refused message stands alone in its request. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The code of the JSON-RPC error, in every transport. */
  public int jsonRpcCode() {
    return jsonRpcCode;
  }

  /** The fixed text that the caller reads. */
  public String text() {
    return text;
  }

  /** The stable name in records, logs, metrics and documents, such as {@code policy_denied}. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The cure that a refusal for this reason has when its stage names none. */
  Cure usualCure() {
    return httpStatus == 401 && this != AGENT_REVOKED && !isAboutPossession()
        ? new Cure.Login()
        : new Cure.None();
  }

  /** Whoever holds the key needs no other token, and whoever does not is not cured by one. */
  private boolean isAboutPossession() {
    return this == KEY_BOUND_TOKEN
        || this == UNBOUND_TOKEN
        || this == INVALID_DPOP_PROOF
        || this == REPLAYED_DPOP_PROOF
        || this == USE_DPOP_NONCE;
  }
}
