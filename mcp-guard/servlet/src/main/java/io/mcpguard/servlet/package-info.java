/** Placeholder. */
@NullMarked
package io.mcpguard.servlet;

import org.jspecify.annotations.NullMarked;
