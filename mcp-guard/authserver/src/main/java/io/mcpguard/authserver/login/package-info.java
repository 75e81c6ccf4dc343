/**
 * The login page and the one-time link of the first owner.
 *
 * <p>In: a browser. Out: a session that is signed in. Never: says whether a name exists.
 */
@NullMarked
package io.mcpguard.authserver.login;

import org.jspecify.annotations.NullMarked;
