package io.mcpguard.testkit.house.late;

import io.mcpguard.testkit.house.early.Early;
import org.assertj.core.api.Condition;

/** Uses what came before, and a library by its door. */
public record Late(Early early, Condition<String> condition) {}
