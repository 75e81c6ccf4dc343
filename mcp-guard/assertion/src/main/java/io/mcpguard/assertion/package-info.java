/** Placeholder. */
@NullMarked
package io.mcpguard.assertion;

import org.jspecify.annotations.NullMarked;
