package io.mcpguard.authserver.web;

/** Answers the requests of one path. */
@FunctionalInterface
public interface Endpoint {
  /** The answer; a throw becomes a bare 500. */
  Reply answer(Call call);
}
