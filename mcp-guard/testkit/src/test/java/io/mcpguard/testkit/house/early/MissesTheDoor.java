package io.mcpguard.testkit.house.early;

import org.assertj.core.api.Condition;

/** Uses a library where it does not enter. */
public record MissesTheDoor(Condition<String> condition) {}
