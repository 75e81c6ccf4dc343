package io.mcpguard.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The text of a file with a JSON Web Key Set; whether it is one is checked with the rest. */
final class KeySetFile implements Kind<String> {
  static final Kind<String> KEY_SET = new KeySetFile();

  private static final int LARGEST_FILE = 64 * 1024;

  private KeySetFile() {}

  @Override
  public Optional<String> read(Node node, String path, Reading reading) {
    Optional<Path> file = Kinds.path().read(node, path, reading);
    return file.flatMap(named -> text(named, path, reading.problems()));
  }

  private static Optional<String> text(Path file, String path, Problems problems) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        problems.add(path, "the file is larger than 64 KiB; name a key set of this agent alone");
        return Optional.empty();
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      if (text.isBlank()) {
        problems.add(path, "the file is empty; write the agent's public keys into it");
        return Optional.empty();
      }
      return Optional.of(text);
    } catch (IOException e) {
      problems.add(path, "the file cannot be read; make it, with the agent's public keys");
      return Optional.empty();
    }
  }

  @Override
  public String words() {
    return "the path of a JSON Web Key Set with public keys; a relative one begins at the"
        + " configuration file";
  }

  @Override
  public Map<String, Object> schema() {
    return Kinds.path().schema();
  }
}
