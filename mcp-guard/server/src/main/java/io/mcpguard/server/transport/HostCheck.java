package io.mcpguard.server.transport;

import io.mcpguard.McpGuard;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.streamable.LocalNames;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The first thing at the door, whatever path is asked for: a rebound name gets no further. */
public final class HostCheck extends Handler.Abstract.NonBlocking {
  private final McpGuard guard;
  private final LocalNames names;

  /** Lets requests for {@code names} pass; {@code guard} counts the others. */
  public HostCheck(McpGuard guard, LocalNames names) {
    this.guard = guard;
    this.names = names;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (names.takesHost(Request.getServerName(request))) {
      return false;
    }
    Reason told = guard.refuseStranger(Request.getRemoteAddr(request), Reason.HOST_REFUSED);
    byte[] json = Answers.refusal(told);
    response.setStatus(told.httpStatus());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
    response.write(true, ByteBuffer.wrap(json), callback);
    return true;
  }
}
