/** Tests of administration. */
@NullMarked
package io.mcpguard.server.admin;

import org.jspecify.annotations.NullMarked;
