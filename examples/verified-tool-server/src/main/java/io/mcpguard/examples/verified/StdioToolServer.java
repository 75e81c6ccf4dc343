package io.mcpguard.examples.verified;

import io.mcpguard.assertion.AdmittedInput;
import io.mcpguard.assertion.AssertionGate;
import io.mcpguard.assertion.StdioLines;
import io.mcpguard.assertion.VerifierEnvironment;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/** A server on standard input and output, started by the guard, that verifies every call. */
public final class StdioToolServer {
  private StdioToolServer() {}

  /** Serves until its input ends. */
  public static void main(String[] arguments) {
    serve(System.getenv(), System.in, System.out, InstantSource.system());
  }

  /** All it takes to verify every line of a server on the SDK. */
  static McpSyncServer serve(
      Map<String, String> environment, InputStream in, OutputStream out, InstantSource clock) {
    AssertionGate gate = AssertionGate.enforcing(VerifierEnvironment.verifier(environment, clock));
    StdioLines lines = new StdioLines(new BufferedInputStream(in), out, gate);
    AdmittedInput admitted = new AdmittedInput(lines, new SecureRandom());
    StdioServerTransportProvider transport =
        new StdioServerTransportProvider(McpJsonDefaults.getMapper(), admitted, lines.output());
    return McpServer.sync(transport)
        .serverInfo("stdio-tool-server", "0.1.0")
        .tools(
            new SyncToolSpecification(
                Tool.builder("whoami", Map.of("type", "object")).build(),
                (exchange, call) -> whoami(admitted, call)))
        .build();
  }

  private static CallToolResult whoami(AdmittedInput admitted, CallToolRequest call) {
    String user =
        admitted
            .assertionOf(Objects.requireNonNullElse(call.meta(), Map.of()))
            .orElseThrow()
            .user()
            .orElse("nobody");
    return CallToolResult.builder().addTextContent("user " + user).isError(false).build();
  }
}
