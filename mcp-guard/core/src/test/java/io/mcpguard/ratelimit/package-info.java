/** Tests of quotas. */
@NullMarked
package io.mcpguard.ratelimit;

import org.jspecify.annotations.NullMarked;
