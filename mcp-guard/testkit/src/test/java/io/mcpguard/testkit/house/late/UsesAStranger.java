package io.mcpguard.testkit.house.late;

import org.jsoup.nodes.Document;

/** Uses a library that has no door at all. */
public record UsesAStranger(Document document) {}
