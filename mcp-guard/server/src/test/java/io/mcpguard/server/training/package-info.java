/** What the build runs once of the finished program, so that it starts fast from then on. */
@NullMarked
package io.mcpguard.server.training;

import org.jspecify.annotations.NullMarked;
