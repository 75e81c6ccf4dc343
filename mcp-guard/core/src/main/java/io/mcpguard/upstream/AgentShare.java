package io.mcpguard.upstream;

/** What one agent has of what all agents share. */
record AgentShare(Places sessions, Places calls, Places streams) {}
