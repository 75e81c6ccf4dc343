/** Placeholder. */
@NullMarked
package io.mcpguard.ledger;

import org.jspecify.annotations.NullMarked;
