package io.mcpguard.server.transport;

import io.mcpguard.server.admin.AdminReply;
import io.mcpguard.server.admin.AdminSite;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The admin port. */
public final class AdminHandler extends Handler.Abstract {
  private final AdminSite site;

  /** Answers out of {@code site}. */
  public AdminHandler(AdminSite site) {
    this.site = site;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    AdminReply reply =
        site.answer(
            new AdminSite.Ask(
                request.getMethod(),
                Request.getPathInContext(request),
                request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION),
                request.getHeaders().getValuesList("Origin"),
                request.getHeaders().getValuesList(HttpHeader.ACCEPT)));
    response.setStatus(reply.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.mediaType());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, reply.caching());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    if (reply.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    response.write(true, ByteBuffer.wrap(reply.body()), callback);
    return true;
  }
}
