/**
 * The credential that one upstream wants from the guard itself.
 *
 * <p>In: a {@code Recorded} call. Out: an {@code Equipped} one. Never: passes on what the caller
 * presented.
 */
@NullMarked
package io.mcpguard.credential;

import org.jspecify.annotations.NullMarked;
