package io.mcpguard.policy;

import java.util.Set;

/** The question to the policy: may this subject call this target under these circumstances? */
public record PolicyQuery(Subject subject, PolicyTarget target, Circumstances circumstances) {
  /** The same question about a subject that holds these scopes. */
  PolicyQuery holding(Set<String> scopes) {
    return new PolicyQuery(
        new Subject(subject.user(), subject.agent(), subject.actors(), scopes),
        target,
        circumstances);
  }
}
