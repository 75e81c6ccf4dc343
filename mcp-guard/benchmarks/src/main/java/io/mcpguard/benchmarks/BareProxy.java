package io.mcpguard.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Server;

/** Jetty's reverse proxy with nothing checked: the yardstick of a hop in Java. */
final class BareProxy {
  private BareProxy() {}

  public static void main(String[] args) throws Exception {
    HttpURI upstream = HttpURI.from(args[0]);
    Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server.setHandler(new ProxyHandler.Reverse(request -> upstream));
    server.start();
    ChildProcess.announce(server.getURI().getPort());
  }
}
