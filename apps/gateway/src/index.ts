export type { App, ChangeTopic, ChannelStatus, SecretStore, Stores } from "./app.ts";
export { createExecService } from "./exec/approvals/service.ts";
export { refusedText } from "./exec/approvals/texts.ts";
export { type CommandView, commandView, grantView } from "./exec/approvals/view.ts";
export type { ExecApprovals, ExecDecision } from "./exec/exec-approvals.ts";
export { type Gateway, type GatewayOptions, startGateway } from "./gateway.ts";
export { createPairingService } from "./pairing-service.ts";
export { type GatewayFile, readGatewayFile } from "./state-file.ts";
export { type OpenOptions, openStores } from "./stores/open-stores.ts";
