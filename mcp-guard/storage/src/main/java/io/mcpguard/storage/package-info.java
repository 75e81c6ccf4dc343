/** Placeholder. */
@NullMarked
package io.mcpguard.storage;

import org.jspecify.annotations.NullMarked;
