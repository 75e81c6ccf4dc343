/**
 * Embedded users and their passwords (Argon2id); the door for password4j.
 *
 * <p>In: a name and a password. Out: whether they belong together, at the same cost for a name
 * nobody has. Never: says which of the two was wrong, or prints a password.
 */
@NullMarked
package io.mcpguard.authserver.user;

import org.jspecify.annotations.NullMarked;
