/**
 * Who presents what, decided from the head of the request alone.
 *
 * <p>In: {@link io.mcpguard.oauth.Credentials} and the resource they are presented to. Out: {@link
 * io.mcpguard.authn.Authenticated}. Never: reads a body, or lets a token further than this.
 */
@NullMarked
package io.mcpguard.authn;

import org.jspecify.annotations.NullMarked;
