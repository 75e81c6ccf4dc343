package io.mcpguard.server.config;

import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.server.config.AuthorizationSettings.Registration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The keys of {@code authorization}. */
final class AuthorizationKeys {
  private static final Key<Boolean> OPEN_REGISTRATION =
      Key.of(
              "allow-open-registration",
              Kinds.ALLOWANCE,
              "anybody who reaches the guard may register an agent")
          .or(false, "on loopback alone; beyond it nobody may");
  private static final Key<List<String>> PRIVATE_METADATA_HOSTS =
      Key.of(
              Relaxation.PRIVATE_METADATA_HOSTS.key(),
              Groups.listOf(Kinds.TEXT),
              "hosts whose documents about agents, which are fetched when an agent names one by its"
                  + " client id, may lie at private addresses, or at loopback where the host is"
                  + " spelled so")
          .or(List.of(), "public addresses alone");
  private static final Section<AuthorizationSettings> EMBEDDED_KEYS =
      Section.of(
              "embedded",
              List.of(OPEN_REGISTRATION, PRIVATE_METADATA_HOSTS),
              v ->
                  new AuthorizationSettings(
                      "",
                      v.at(OPEN_REGISTRATION) ? Registration.OPEN : Registration.LOOPBACK,
                      new HashSet<>(v.at(PRIVATE_METADATA_HOSTS)),
                      BoundTokens.OPTIONAL))
          .notBuilt("login", "use the embedded users: write `embedded: {}`");
  private static final Key<AuthorizationSettings> EMBEDDED =
      Key.of(
              "embedded",
              EMBEDDED_KEYS,
              "the guard's own authorization server with users of its own")
          .or(AuthorizationSettings.embedded(), "{}");
  private static final Key<String> DEFAULT_RESOURCE =
      Key.of(
              "default-resource",
              Kinds.TEXT,
              "the upstream that a token asked for without `resource` is for")
          .or("", "the only upstream, else such a request is refused");
  private static final Key<BoundTokens> BOUND_TOKENS =
      Key.of(
              "bound-tokens",
              Groups.oneOf(
                  Map.of("optional", BoundTokens.OPTIONAL, "required", BoundTokens.REQUIRED),
                  Map.of()),
              "whether access tokens must be bound to a key of the agent (DPoP); `required` shuts"
                  + " out agents that cannot do it")
          .or(BoundTokens.OPTIONAL, "`optional`: bound where the agent proves a key");
  static final Section<AuthorizationSettings> AUTHORIZATION =
      Section.of(
              "authorization",
              List.of(DEFAULT_RESOURCE, BOUND_TOKENS, EMBEDDED),
              v ->
                  v.at(EMBEDDED)
                      .defaultResource(v.at(DEFAULT_RESOURCE))
                      .boundTokens(v.at(BOUND_TOKENS)))
          .notBuilt("external", "use the embedded authorization server: write `embedded: {}`");

  private AuthorizationKeys() {}
}
