package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.MessageReader;
import io.mcpguard.testkit.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every JSON block of the documents is what it seems to be: a message that the guard's own reader
 * takes, an answer that the error table gives, or the file of a host that the examples hold.
 */
class DocumentedMessagesTest {

  @TestFactory
  Stream<DynamicTest> everyJsonBlockIsWhatItSeemsToBe() throws IOException {
    return Document.all().stream()
        .flatMap(document -> document.blocks("json").stream())
        .map(block -> DynamicTest.dynamicTest(block.toString(), () -> check(block.text())));
  }

  private static void check(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    JsonObject root = (JsonObject) JsonDocument.read(bytes, ReadRules.request()).root();
    if (root.object("error").isPresent()) {
      isInTheErrorTable(root.object("error").get());
    } else if (root.member("jsonrpc").isPresent()) {
      assertThat(new MessageReader(ReadRules.request()).read(bytes))
          .isInstanceOf(Envelope.Single.class);
    } else {
      assertThat(List.of(host("claude-code.json"), host("launched.json"), host("connected.json")))
          .contains(Json.read(text));
    }
  }

  private static JsonNode host(String file) throws IOException {
    return Json.read(Files.readString(Document.REPOSITORY.resolve("examples/hosts").resolve(file)));
  }

  private static void isInTheErrorTable(JsonObject error) {
    String code = error.object("data").orElseThrow().string("reason").orElseThrow();
    Reason reason =
        Arrays.stream(Reason.values()).filter(r -> r.code().equals(code)).findFirst().orElseThrow();

    assertThat(error.integer("code")).hasValue(reason.jsonRpcCode());
    assertThat(error.string("message")).contains(reason.text());
  }
}
