package io.mcpguard.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A Markdown document of this repository. */
record Document(Path file, List<String> lines) {
  static final Path REPOSITORY =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("..").normalize();

  /** A fenced block. {@code line} is the fence's, counted from 1. */
  record Block(Document document, int line, String language, String text) {
    @Override
    public String toString() {
      return REPOSITORY.relativize(document.file()) + ":" + line;
    }
  }

  /** README.md, everything in docs, and the READMEs of the examples. */
  static List<Document> all() throws IOException {
    List<Document> documents = new ArrayList<>();
    documents.add(read(REPOSITORY.resolve("README.md")));
    for (String folder : List.of("docs", "examples")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder), 3)) {
        for (Path file : files.filter(Document::isMarkdown).sorted().toList()) {
          documents.add(read(file));
        }
      }
    }
    return documents;
  }

  private static boolean isMarkdown(Path file) {
    return file.toString().endsWith(".md") && !file.toString().contains("node_modules");
  }

  private static Document read(Path file) throws IOException {
    return new Document(file, Files.readAllLines(file));
  }

  /** Every block of one language, in order. */
  List<Block> blocks(String language) {
    return blocks().stream().filter(block -> block.language().equals(language)).toList();
  }

  /** Every block, in order. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    int open = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```")) {
        if (open >= 0) {
          String language = lines.get(open).substring(3).strip();
          String text = String.join("\n", lines.subList(open + 1, i)) + "\n";
          blocks.add(new Block(this, open + 1, language, text));
        }
        open = open < 0 ? i : -1;
      }
    }
    return blocks;
  }

  @Override
  public String toString() {
    return REPOSITORY.relativize(file).toString();
  }

  String text() {
    return String.join("\n", lines);
  }

  /** The names of all test classes of the repository. */
  static Set<String> testClasses() throws IOException {
    Set<String> names = new HashSet<>();
    for (String folder : List.of("mcp-guard", "examples", "conformance-tests/src")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder))) {
        files
            .map(Path::toString)
            .filter(file -> file.contains("src/test/java/") && file.endsWith("Test.java"))
            .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - 5))
            .forEach(names::add);
      }
    }
    return names;
  }
}
