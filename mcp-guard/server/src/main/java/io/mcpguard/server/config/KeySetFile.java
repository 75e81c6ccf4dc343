package io.mcpguard.server.config;

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
    return switch (FileText.of(file, LARGEST_FILE)) {
      case FileText.Whole(String text) when !text.isBlank() -> Optional.of(text);
      case FileText.Whole blank ->
          problems.without(path, "the file is empty; write the agent's public keys into it");
      case FileText.TooLarge large ->
          problems.without(
              path, "the file is larger than 64 KiB; name a key set of this agent alone");
      case FileText.Unreadable none ->
          problems.without(path, "the file cannot be read; make it, with the agent's public keys");
    };
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
