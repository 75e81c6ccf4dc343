/** Placeholder. */
@NullMarked
package io.mcpguard.authserver;

import org.jspecify.annotations.NullMarked;
