/** Placeholder. */
@NullMarked
package io.mcpguard.server;

import org.jspecify.annotations.NullMarked;
