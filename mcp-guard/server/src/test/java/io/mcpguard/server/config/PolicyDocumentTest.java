package io.mcpguard.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.policy.Compilation;
import io.mcpguard.policy.Decision;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.server.config.PolicyTest.Expect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every YAML block of docs/policy.md is a policy file whose tests pass. */
class PolicyDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "policy.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\\n(.*?)```");

  @TestFactory
  Stream<DynamicTest> everyBlockDecidesWhatItsTestsSay() throws IOException {
    List<String> blocks =
        BLOCK.matcher(Files.readString(DOCUMENT)).results().map(found -> found.group(1)).toList();
    assertThat(blocks).hasSizeGreaterThan(3);
    return blocks.stream()
        .map(block ->
            DynamicTest.dynamicTest(block.lines().limit(2).toList().toString(), () -> run(block)));
  }

  private static void run(String block) {
    Problems problems = new Problems();
    Reading reading = Reading.in(Path.of(""), Map.of(), problems);
    var content = PolicyFiles.content(block, "policy.yaml", reading);
    assertThat(problems.all()).isEmpty();
    var rules = content.orElseThrow();
    var table = ((Compilation.Ready) PolicyTable.compile(rules.rules())).table();
    assertThat(rules.tests()).isNotEmpty();
    assertThat(rules.tests())
        .allSatisfy(test ->
            assertThat(table.decide(test.query()) instanceof Decision.Permitted)
                .as(test.id())
                .isEqualTo(test.expect() == Expect.PERMIT));
  }
}
