package io.mcpguard.policy;

/** The question to the policy: may this subject call this target under these circumstances? */
public record PolicyQuery(Subject subject, PolicyTarget target, Circumstances circumstances) {}
