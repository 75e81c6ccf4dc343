package io.mcpguard.bridge;

import java.util.Optional;

/**
 * What goes into the retry of a request that wanted input, as JSON (2026-07-28, basic/patterns/
 * mrtr).
 *
 * @param responses the client's answers under the server's keys; empty where nothing was asked
 * @param state the state as it was given; empty where there was none
 */
record GivenInput(Optional<byte[]> responses, Optional<byte[]> state) {}
