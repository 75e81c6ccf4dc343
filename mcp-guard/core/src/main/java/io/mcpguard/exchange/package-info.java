/**
 * Values in flight: what a stage answers, why it refused, the exchange's id, how long it may take.
 *
 * <p>In: nothing of ours. Out: {@link io.mcpguard.exchange.Outcome}, {@link
 * io.mcpguard.exchange.Denial} and the bounded {@link io.mcpguard.exchange.Remembered}. Never:
 * decides anything, or holds a caller's input in a text meant for a caller.
 */
@NullMarked
package io.mcpguard.exchange;

import org.jspecify.annotations.NullMarked;
