package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A client of the matrix. */
interface MatrixClient {
  /** What an operation that succeeded comes to. */
  String OK = "ok";

  /** What begins the outcome of one that this client cannot ask for. */
  String NOT_ASKED = "not offered: ";

  /**
   * A server as a client reaches it.
   *
   * @param operations by name, what to do and what to expect
   */
  record Place(String server, URI endpoint, String token, ObjectNode operations) {
    /** The operations as the federated endpoint names things: {@code server__tool} and so on. */
    ObjectNode federated() {
      ObjectNode renamed = operations.deepCopy();
      renamed.forEach(operation -> {
        prefix((ObjectNode) operation, "tool", server + "__");
        prefix((ObjectNode) operation, "counted", server + "__");
        prefix((ObjectNode) operation, "name", server + "__");
        prefix((ObjectNode) operation, "uri", server + "+");
      });
      return renamed;
    }

    private static void prefix(ObjectNode operation, String member, String prefix) {
      if (operation.has(member)) {
        operation.put(member, prefix + operation.path(member).asText());
      }
    }
  }

  /** As the results have it, with its version. */
  String name();

  /** Whether it launches a guard of its own. */
  default boolean launchesGuard() {
    return false;
  }

  /** Does all that the servers offer, in the order given; the outcomes by server and operation. */
  Map<String, Map<String, String>> meet(List<Place> places, Path folder) throws Exception;
}
