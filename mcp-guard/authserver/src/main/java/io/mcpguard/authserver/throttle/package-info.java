/**
 * Limits on what strangers may try.
 *
 * <p>In: keys such as a source address or a name. Out: yes or no. Never: waits, or grows without
 * bound.
 */
@NullMarked
package io.mcpguard.authserver.throttle;

import org.jspecify.annotations.NullMarked;
