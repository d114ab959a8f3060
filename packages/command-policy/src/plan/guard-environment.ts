/**
 * Variables that every allowed program should get, whatever its plan names, since no look at words can replace them: git
 * takes no repository that lies about as ordinary files in a directory (`safe.bareRepository`, git 2.38), runs no
 * helper or hook that an address names, and asks nothing. A plan that names one of them gets the host's value instead.
 */
export const guardEnvironment: Readonly<Record<string, string>> = {
  GIT_ALLOW_PROTOCOL: "git:http:https:ssh",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "safe.bareRepository",
  GIT_CONFIG_VALUE_0: "explicit",
  GIT_TERMINAL_PROMPT: "0",
};
