package io.mcpguard.streamable;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.catalog.ParameterHeaders;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.HeaderText;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.MessageReader;
import io.mcpguard.protocol.RequestMeta;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Whatever headers come with a request, they say the same as its body, or it is refused. */
class RepeatedHeadersFuzzTest {
  private static final Upstream FILES =
      new Upstream("files", "https://guard.example/mcp/files", "urn:files", Set.of(), Set.of());
  private static final ParameterHeaders KNOWN = new ParameterHeaders();
  private static final McpMessage.Request CALL = call();

  static {
    KNOWN.see(
        "files",
        "work",
        object(
            """
            {"inputSchema":{"properties":{"region":{"type":"string","x-mcp-header":"Region"},
             "count":{"type":"integer","x-mcp-header":"Count"}}}}
            """));
  }

  /** Lines of the input are names and values in turn; they come besides, or instead of, ours. */
  @FuzzTest(maxDuration = "30s")
  void noHeaderMakesAnotherCallOfARequest(byte[] input) {
    Map<String, List<String>> headers = ours();
    List<String> lines = new String(input, StandardCharsets.ISO_8859_1).lines().toList();
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      List<String> values = new ArrayList<>();
      if (lines.size() > 2) {
        values.addAll(headers.getOrDefault(lines.get(i), List.of()));
      }
      values.add(lines.get(i + 1));
      headers.put(lines.get(i), values);
    }

    Outcome<RequestMeta> outcome = new RepeatedHeaders(KNOWN).check(new Head(headers), FILES, CALL);

    switch (outcome) {
      case Refused<RequestMeta> refused ->
          assertThat(refused.denial().reason()).isEqualTo(Reason.HEADER_MISMATCH);
      case Proceed<RequestMeta> proceed -> {
        assertThat(headers.get("MCP-Protocol-Version")).containsExactly("2026-07-28");
        assertThat(headers.get("Mcp-Method")).containsExactly("tools/call");
        assertThat(only(headers, "Mcp-Name")).contains("work");
        assertThat(only(headers, "Mcp-Param-Region")).contains("eu");
        assertThat(only(headers, "Mcp-Param-Count").map(Double::parseDouble)).contains(7.0);
      }
    }
  }

  private static Optional<String> only(Map<String, List<String>> headers, String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.size() == 1 ? HeaderText.decode(values.getFirst()) : Optional.empty();
  }

  private static Map<String, List<String>> ours() {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("MCP-Protocol-Version", List.of("2026-07-28"));
    headers.put("Mcp-Method", List.of("tools/call"));
    headers.put("Mcp-Name", List.of("work"));
    headers.put("Mcp-Param-Region", List.of("eu"));
    headers.put("Mcp-Param-Count", List.of("7"));
    return headers;
  }

  private static McpMessage.Request call() {
    String json =
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"work",
         "arguments":{"region":"eu","count":7},
         "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
          "io.modelcontextprotocol/clientCapabilities":{}}}}
        """;
    Envelope.Single single =
        (Envelope.Single)
            new MessageReader(ReadRules.request()).read(json.getBytes(StandardCharsets.UTF_8));
    return (McpMessage.Request) single.message();
  }

  private static JsonObject object(String json) {
    try {
      return (JsonObject)
          JsonDocument.read(json.getBytes(StandardCharsets.UTF_8), ReadRules.answer()).root();
    } catch (MalformedJson e) {
      throw new AssertionError(e);
    }
  }

  /** A head, of which nothing but its fields is read. */
  private record Head(Map<String, List<String>> headers) implements ClientExchange {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String source() {
      return "127.0.0.1";
    }

    @Override
    public List<String> values(String name) {
      return headers.getOrDefault(name, List.of());
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }

    @Override
    public void status(int code) {}

    @Override
    public void field(String name, String value) {}

    @Override
    public void whole(byte[] body) {}

    @Override
    public void begin() {}

    @Override
    public void piece(byte[] bytes) {}

    @Override
    public void end() {}
  }
}
