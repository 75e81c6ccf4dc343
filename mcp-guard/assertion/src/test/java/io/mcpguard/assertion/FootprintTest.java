package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** "Module assertion, Java 17, ≤ 2 MB with dependencies beyond Nimbus and Jackson none". */
class FootprintTest {
  private static final long MOST_BYTES = 2_000_000;

  /** What brings it nothing to run: whoever embeds it has these already, or does not need them. */
  private static final Set<String> NOT_BROUGHT = Set.of("test", "provided");

  /** Annotations alone, which no class loader has to find. */
  private static final String ANNOTATIONS = "org.jspecify";

  private static Path placeOf(Class<?> type) throws Exception {
    URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(place);
  }

  private static long bytes(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static String child(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }

  /** The groups of what comes with it. */
  private static List<String> brought() throws Exception {
    Element project =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getDocumentElement();
    NodeList all = project.getElementsByTagName("dependency");
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element one = (Element) all.item(i);
      boolean isItsOwn = one.getParentNode().getParentNode().equals(project);
      if (isItsOwn && !NOT_BROUGHT.contains(child(one, "scope"))) {
        groups.add(child(one, "groupId"));
      }
    }
    return groups;
  }

  @Test
  void nothingComesWithItButNimbusAndJackson() throws Exception {
    assertThat(brought())
        .contains("com.nimbusds")
        .isSubsetOf("com.nimbusds", "com.fasterxml.jackson.core", ANNOTATIONS);
  }

  /** Its classes unpacked, which is more than its jar has. */
  @Test
  void withAllThatComesWithItItHasTwoMegabytesAtMost() throws Exception {
    long own = bytes(placeOf(AssertionVerifier.class));
    long all = own + bytes(placeOf(JWSObject.class)) + bytes(placeOf(NullMarked.class));

    assertThat(own).isPositive();
    assertThat(all).isLessThanOrEqualTo(MOST_BYTES);
  }
}
