package io.mcpguard.benchmarks;

import java.net.URI;
import java.util.Map;

/**
 * What is loaded.
 *
 * @param name as it stands in the table
 * @param endpoint where the call is posted; always a loopback address
 * @param headers what the subject wants besides the usual ones, such as an access token
 * @param process whose CPU time and memory count, with its descendants
 */
record Target(String name, URI endpoint, Map<String, String> headers, ProcessHandle process) {
  Target {
    headers = Map.copyOf(headers);
    if (!"127.0.0.1".equals(endpoint.getHost())) {
      throw new IllegalArgumentException("the harness loads 127.0.0.1 only");
    }
  }

  /** Without the headers, which may hold a token. */
  @Override
  public String toString() {
    return name + " at " + endpoint;
  }
}
