package io.mcpguard.benchmarks;

import java.net.URI;
import java.util.Map;

/**
 * What is loaded.
 *
 * @param name as it stands in the table
 * @param yardstick the subject that it is compared with
 * @param request what is asked, again and again
 * @param endpoint where the call is posted; always a loopback address
 * @param headers what the subject wants besides the usual ones, such as an access token
 * @param process whose CPU time and memory count, with its descendants
 */
record Target(
    String name,
    String yardstick,
    RpcRequest request,
    URI endpoint,
    Map<String, String> headers,
    ProcessHandle process) {

  Target {
    headers = Map.copyOf(headers);
    if (!"127.0.0.1".equals(endpoint.getHost())) {
      throw new IllegalArgumentException("the harness loads 127.0.0.1 only");
    }
  }

  /** The usual call, compared with a proxy that checks nothing. */
  static Target calling(
      String name, URI endpoint, Map<String, String> headers, ProcessHandle process) {
    return new Target(
        name, Workbench.BARE, RpcRequest.call(EchoAnswers.PLAIN), endpoint, headers, process);
  }

  /** The same subject under another name, asked something else. */
  Target asked(String as, String against, RpcRequest other) {
    return new Target(as, against, other, endpoint, headers, process);
  }

  /** The same, asked the same, as another row of the table. */
  Target as(String other, String against) {
    return new Target(other, against, request, endpoint, headers, process);
  }

  /** Without the headers, which may hold a token. */
  @Override
  public String toString() {
    return name + " at " + endpoint;
  }
}
