/** Tests of the decision point. */
@NullMarked
package io.mcpguard.policy;

import org.jspecify.annotations.NullMarked;
