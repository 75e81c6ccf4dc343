/** Tests of the transporturation. */
@NullMarked
package io.mcpguard.server.transport;

import org.jspecify.annotations.NullMarked;
