/** Placeholder. */
@NullMarked
package io.mcpguard.testkit;

import org.jspecify.annotations.NullMarked;
