/** Tests of the command line. */
@NullMarked
package io.mcpguard.server.command;

import org.jspecify.annotations.NullMarked;
