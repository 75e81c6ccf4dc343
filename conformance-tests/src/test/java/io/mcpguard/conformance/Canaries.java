package io.mcpguard.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Secrets that are known to a test, and must be found nowhere. */
final class Canaries {
  private final Map<String, List<String>> spellings = new LinkedHashMap<>();
  private final List<String> found = new ArrayList<>();

  /** Looks out for this value, as it is and in base64. */
  String keep(String what, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
    spellings.put(
        what,
        List.of(value, base64, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
    return value;
  }

  /** Looks through a text. */
  void search(String where, String text) {
    spellings.forEach((what, forms) -> {
      if (forms.stream().anyMatch(text::contains)) {
        found.add(what + " in " + where);
      }
    });
  }

  /** Looks through every file under a folder, whatever is in it. */
  int searchFiles(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      search(folder.relativize(file).toString(), Files.readString(file, ISO_8859_1));
    }
    return files.size();
  }

  /** What was found, and where. */
  List<String> found() {
    return found;
  }
}
