/**
 * The consent page and what a consent makes.
 *
 * <p>In: a pending request and the decision of a person who is signed in. Out: a grant and a code,
 * or {@code access_denied}. Never: decides for the person or remembers a decision for another
 * request.
 */
@NullMarked
package io.mcpguard.authserver.consent;

import org.jspecify.annotations.NullMarked;
