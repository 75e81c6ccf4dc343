/** Tests of the configuration. */
@NullMarked
package io.mcpguard.server.config;

import org.jspecify.annotations.NullMarked;
