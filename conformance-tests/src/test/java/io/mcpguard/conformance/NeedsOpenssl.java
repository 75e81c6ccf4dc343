package io.mcpguard.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that checks signatures with OpenSSL and reads JSON with jq. Without one of them it is left
 * out and named at the end of the build; with {@code CI=true} it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OpensslCondition.class)
@interface NeedsOpenssl {}
