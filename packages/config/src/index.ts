export { type ConfigEdit, type EditedConfig, editConfig } from "./edit/edit-config.ts";
export { clearSecrets } from "./edit/secrets.ts";
export { type ConfigFiles, createConfigFiles, type FileAnswer, type SeenFile } from "./files.ts";
export { formatProblems } from "./format.ts";
export { getPath, type Origin, type PathAnswer, placeFinding, type SettingFinding } from "./get-path.ts";
export { type InitialAnswers, initialConfig } from "./initial.ts";
export { configJsonSchema, type SchemaNode } from "./json-schema.ts";
export { type LoadOptions, type LoadResult, loadConfigFile } from "./load.ts";
export { defaultConfig, type ParseOptions, type ParseResult, parseConfig } from "./parse.ts";
export { type ConfigProblem, type ConfigWarning, formatPath, type Path } from "./problem.ts";
export { policyVersion, redactConfig } from "./redact.ts";
export type { AgentConfig, ChannelConfig, Config, ToolsConfig } from "./schema/config.ts";
export { createSecret, isSecret, type Secret, secretDigest } from "./secret.ts";
export { configFile, configFiles } from "./source.ts";
export { suggest } from "./suggest.ts";
export type { Environment } from "./text/environment.ts";
export { type ChannelAccount, type ChannelConnection, channelAccounts, type Webhook } from "./views/accounts.ts";
export {
  type AgentSettings,
  agentBindings,
  agentIds,
  agentSettings,
  builtInAgents,
  type CommandEntry,
  type ExecSettings,
  type ModelSettings,
  type Permission,
  permissionNames,
  type SandboxSettings,
} from "./views/agents.ts";
export { type ChannelSettings, channelSettings, type DmPolicy } from "./views/channels.ts";
export type { GroupSettings } from "./views/groups.ts";
export { deviceSettings, type PairingSettings, pairingSettings } from "./views/pairing.ts";
export {
  auditSettings,
  type GatewaySettings,
  gatewaySettings,
  type LogLevel,
  loggingSettings,
  messageSettings,
  type StorageSettings,
  storageSettings,
} from "./views/services.ts";
export { type DeclaredSession, declaredSessions } from "./views/sessions.ts";
export { type ConfigWrite, writeConfigFile } from "./write-file.ts";
