package io.mcpguard.testkit.house;

import io.mcpguard.testkit.house.early.Early;
import io.mcpguard.testkit.house.late.Late;

/** Wires, as only the root may. */
public record Root(Early early, Late late) {}
