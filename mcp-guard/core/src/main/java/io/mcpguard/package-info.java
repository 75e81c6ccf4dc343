/** Placeholder. */
@NullMarked
package io.mcpguard;

import org.jspecify.annotations.NullMarked;
