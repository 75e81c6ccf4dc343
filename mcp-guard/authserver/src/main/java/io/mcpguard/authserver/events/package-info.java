/**
 * What the evidence must hear about.
 *
 * <p>In: logins, grants, registrations as they happen. Out: calls on an interface the server
 * implements. Never: carries a secret or decides anything.
 */
@NullMarked
package io.mcpguard.authserver.events;

import org.jspecify.annotations.NullMarked;
