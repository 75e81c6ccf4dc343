/**
 * What the operator decides about the authorization server.
 *
 * <p>In: values that the configuration reads. Out: records that cannot hold a contradiction. Never:
 * reads a file.
 */
@NullMarked
package io.mcpguard.authserver.settings;

import org.jspecify.annotations.NullMarked;
