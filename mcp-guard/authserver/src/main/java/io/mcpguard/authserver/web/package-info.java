/**
 * HTTP as the authorization server sees it; the door for Jetty.
 *
 * <p>In: requests of the paths that are mounted. Out: a {@link io.mcpguard.authserver.web.Call},
 * small and wholly read, to an {@link io.mcpguard.authserver.web.Endpoint}; its {@link
 * io.mcpguard.authserver.web.Reply} onto the wire. Never: knows what OAuth is, or lets a page run a
 * script, be framed, or be kept in a cache.
 */
@NullMarked
package io.mcpguard.authserver.web;

import org.jspecify.annotations.NullMarked;
