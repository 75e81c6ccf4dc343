/**
 * The story that {@code mcp-guard demo} tells.
 *
 * <p>In: nothing but free ports and a folder that is removed at the end. Out: a line for each thing
 * that was shown, with what it proves. Never: a step that did not happen.
 */
@NullMarked
package io.mcpguard.examples.demo;

import org.jspecify.annotations.NullMarked;
