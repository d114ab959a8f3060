export type { App, ChangeTopic, ChannelStatus } from "./app.ts";
export { type TokenTrial, type TrialResult, tryToken } from "./channels/try-token.ts";
export { type BrowserView, createBrowserDesk } from "./devices/browsers.ts";
export { operatorCaller } from "./devices/callers.ts";
export { createDeviceService } from "./devices/service.ts";
export { deviceOutcomeShape, deviceShape, joinCodeShape } from "./devices/shapes.ts";
export { createExecService } from "./exec/approvals/service.ts";
export { refusedText } from "./exec/approvals/texts.ts";
export { type CommandView, commandView, grantView } from "./exec/approvals/view.ts";
export type { ExecApprovals, ExecDecision } from "./exec/exec-approvals.ts";
export type { Change, Explainer, Explanation, Gate, MessageQuestion } from "./explain/explanation.ts";
export { createExplainer } from "./explain/service.ts";
export { delegationText } from "./flow/delegation-text.ts";
export { type Gateway, type GatewayOptions, startGateway } from "./gateway.ts";
export { outcomeShape } from "./http/api/outcomes.ts";
export { reportShape } from "./http/api/person.ts";
export { erasedShape, previewShape } from "./http/api/privacy.ts";
export { detailShape, lineShape, summaryShape } from "./http/api/sessions.ts";
export { requestShape } from "./http/api/shapes.ts";
export { onePerson } from "./http/people.ts";
export {
  type ClaimView,
  createIdentityDesk,
  type IdentityDesk,
  type LabelsView,
  type LinkedView,
  type LinkView,
  type PinView,
} from "./identities/desk.ts";
export { createIdentityService } from "./identities/service.ts";
export { createLooking } from "./looking.ts";
export { createPairingService } from "./pairing-service.ts";
export { lastSeen, lastSeenFirst } from "./persons/last-seen.ts";
export { type PersonView, type ReportSection, reportSections } from "./persons/lines.ts";
export type { PersonService } from "./persons/person-service.ts";
export { asOfNow } from "./persons/reach.ts";
export type { PersonReport, Said } from "./persons/report.ts";
export { createPersonService } from "./persons/service.ts";
export type { ErasedPerson, PeoplePrivacy, PreviewedPerson } from "./privacy/people-privacy.ts";
export { createPrivacyService } from "./privacy/privacy-service.ts";
export type { ResetSession, SessionService } from "./sessions/session-service.ts";
export { type GatewayFile, readGatewayFile } from "./state-file.ts";
export { type OpenOptions, openStores } from "./stores/open-stores.ts";
export type { SecretStore, Stores } from "./stores/stores.ts";
export { underConfig } from "./stores/under-policy.ts";
export { type Acting, type ActingOptions, openActing } from "./tools/open-acting.ts";
export { createWorkspaceNames, type WorkspaceNames } from "./workspaces/names.ts";
export { directoriesOf } from "./workspaces/places.ts";
