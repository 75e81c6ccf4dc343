/** Placeholder. */
@NullMarked
package io.mcpguard.benchmarks;

import org.jspecify.annotations.NullMarked;
