package io.mcpguard.upstream;

import io.mcpguard.issuance.Assertion;

/**
 * How a request to one upstream over HTTP tells who calls: the setting {@code assertion} of
 * contracts §1. It sees each request whole, as the last one before it goes out.
 */
public interface AssertionCarrier {

  /**
   * The headers that go out with a request.
   *
   * @param method of HTTP
   * @param headers what the request has besides
   * @param content its content, empty where it has none
   * @param assertion of the call, or none
   * @throws IllegalStateException when this carrier is not the one for such an assertion
   */
  UpstreamHeaders carry(
      String method, UpstreamHeaders headers, byte[] content, Assertion assertion);
}
