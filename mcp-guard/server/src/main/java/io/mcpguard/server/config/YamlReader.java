package io.mcpguard.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads YAML: one document, no duplicate keys, no anchors and aliases, bounded. */
final class YamlReader {
  private static final int MOST_CHARACTERS = 1024 * 1024;
  private static final int DEEPEST = 32;

  private final YAMLParser parser;
  private final Name name;
  private final Problems problems;

  /**
   * How problems speak of a file.
   *
   * @param file of the file as a whole
   * @param root before the key paths in it
   */
  record Name(String file, String root) {}

  private YamlReader(YAMLParser parser, Name name, Problems problems) {
    this.parser = parser;
    this.name = name;
    this.problems = problems;
  }

  /** The mapping that the text is; empty when it is none, and {@code problems} says why. */
  static Optional<Node.Entries> read(String text, Name name, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(0);
    YAMLFactory yaml =
        YAMLFactory.builder()
            .loaderOptions(options)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    try (YAMLParser parser = yaml.createParser(text)) {
      return new YamlReader(parser, name, problems).document();
    } catch (JsonProcessingException e) {
      problems.add(name.file(), "is not YAML" + where(e.getLocation()) + "; mend the syntax there");
      return Optional.empty();
    } catch (IOException e) {
      problems.add(name.file(), "cannot be read as YAML; it may be too deep or too long");
      return Optional.empty();
    }
  }

  private Optional<Node.Entries> document() throws IOException {
    if (parser.nextToken() == null) {
      problems.add(name.file(), "is empty; see docs/configuration.md for what stands in it");
      return Optional.empty();
    }
    Node root = node(name.root());
    if (parser.nextToken() != null) {
      problems.add(name.file(), "has more than one document; leave one");
    }
    if (root instanceof Node.Entries entries) {
      return Optional.of(entries);
    }
    problems.add(name.file(), "must be a mapping of keys");
    return Optional.empty();
  }

  private Node node(String path) throws IOException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      problems.add(
          path.isEmpty() ? name.file() : path,
          "anchors and aliases are not read; write the value out");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> entries(path);
      case START_ARRAY -> items(path);
      case VALUE_NULL -> new Node.Nothing();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
          new Node.Scalar(String.valueOf(parser.getText()), Node.Form.LITERAL);
      case VALUE_STRING, VALUE_EMBEDDED_OBJECT, END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE ->
          new Node.Scalar(String.valueOf(parser.getText()), Node.Form.TEXT);
    };
  }

  private Node entries(String path) throws IOException {
    Map<String, Node> values = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = String.valueOf(parser.currentName());
      parser.nextToken();
      String inner = Section.join(path, key);
      if (values.put(key, node(inner)) != null) {
        problems.add(inner, "stands here twice; leave one");
      }
    }
    return new Node.Entries(values);
  }

  private Node items(String path) throws IOException {
    List<Node> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(node(path + "[" + values.size() + "]"));
    }
    return new Node.Items(values);
  }

  private static String where(JsonLocation location) {
    return location == null || location.getLineNr() < 0
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
