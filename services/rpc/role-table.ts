import type { Role } from './caller.ts';

const coordinator: readonly Role[] = ['coordinator'];
const nodeAgent: readonly Role[] = ['node-agent'];
// A node that lost its certificate asks as nobody, one that still has it as itself.
const joining: readonly Role[] = ['anonymous', 'agent'];
// Asked as nobody, by the key that was enrolled: the certificate itself may have expired.
const renewing: readonly Role[] = ['anonymous'];
// What a backup holds is the whole cluster: it never leaves index 0 but as a file that a person carries.
const localOnly: readonly Role[] = ['local-admin'];
const reading: readonly Role[] = [
  ...(['operator', 'local-admin', 'auditor', 'gateway'] as const),
  ...(['token-operator', 'token-reader'] as const),
];
// The gateway itself only reads. For a change it names the person, and is that person (on-behalf.ts).
const changing: readonly Role[] = ['operator', 'local-admin', 'token-operator'];
// Who is believed is decided by persons alone: a token that was stolen must not be able to make another one.
const trusting: readonly Role[] = ['operator', 'local-admin'];

/**
 * Who may call what: one line per RPC, and what has no line is refused to everyone. A test holds the
 * table against the generated service definitions in both directions.
 */
export const roleTable: Readonly<Record<string, readonly Role[]>> = {
  '/hapy.agent.v1.AgentService/GetState': coordinator,
  '/hapy.agent.v1.AgentService/WatchState': coordinator,
  '/hapy.agent.v1.AgentService/Preflight': coordinator,
  '/hapy.agent.v1.AgentService/WatchOperation': coordinator,
  '/hapy.agent.v1.AgentService/ListOperations': coordinator,
  '/hapy.agent.v1.AgentService/AcquireLease': coordinator,
  '/hapy.agent.v1.AgentService/RenewLease': coordinator,
  '/hapy.agent.v1.AgentService/Instantiate': coordinator,
  '/hapy.agent.v1.AgentService/Reconfigure': coordinator,
  '/hapy.agent.v1.AgentService/ConfigureServer': coordinator,
  '/hapy.agent.v1.AgentService/ControlOned': coordinator,
  '/hapy.agent.v1.AgentService/ConfigurePeerSsh': coordinator,
  '/hapy.agent.v1.AgentService/CancelOperation': coordinator,
  '/hapy.agent.v1.AgentService/AddZoneServer': coordinator,
  '/hapy.agent.v1.AgentService/RemoveZoneServer': coordinator,
  '/hapy.agent.v1.AgentService/SetZoneEndpoint': coordinator,
  '/hapy.agent.v1.AgentService/AddHost': coordinator,
  '/hapy.agent.v1.AgentService/RemoveHost': coordinator,
  '/hapy.agent.v1.AgentService/ExportSeed': coordinator,
  '/hapy.agent.v1.AgentService/DownloadSeed': coordinator,
  '/hapy.agent.v1.AgentService/UploadSeed': coordinator,
  '/hapy.agent.v1.AgentService/ImportSeed': coordinator,
  '/hapy.agent.v1.AgentService/RestoreServer': coordinator,
  '/hapy.agent.v1.AgentService/AdoptServer': coordinator,
  '/hapy.agent.v1.AgentService/DropVip': coordinator,
  '/hapy.agent.v1.AgentService/DisableHost': coordinator,
  '/hapy.agent.v1.AgentService/ResetZoneServer': coordinator,
  '/hapy.agent.v1.AgentService/ProveService': coordinator,
  '/hapy.agent.v1.AgentService/ChangeStorage': coordinator,
  '/hapy.agent.v1.AgentService/DeclareDatastore': coordinator,

  '/hapy.agent.v1.AgentTrustService/GetTrust': coordinator,
  '/hapy.agent.v1.AgentTrustService/SetTrust': coordinator,
  '/hapy.agent.v1.AgentTrustService/RenewCertificate': coordinator,
  '/hapy.agent.v1.AgentTrustService/ReadAudit': coordinator,

  '/hapy.enrollment.v1.EnrollmentService/Probe': joining,
  '/hapy.enrollment.v1.EnrollmentService/Enroll': joining,
  '/hapy.enrollment.v1.EnrollmentService/Renew': renewing,

  '/hapy.coordinator.v1.CoordinatorService/GetStatus': reading,
  '/hapy.coordinator.v1.CoordinatorService/GetPlan': reading,
  '/hapy.coordinator.v1.CoordinatorService/Preflight': reading,
  '/hapy.coordinator.v1.CoordinatorService/StartRun': changing,
  '/hapy.coordinator.v1.CoordinatorService/WatchRun': reading,
  '/hapy.coordinator.v1.CoordinatorService/ListRuns': reading,
  '/hapy.coordinator.v1.CoordinatorService/GetRun': reading,
  '/hapy.coordinator.v1.CoordinatorService/ResumeRun': changing,
  '/hapy.coordinator.v1.CoordinatorService/AbortRun': changing,
  '/hapy.coordinator.v1.CoordinatorService/CreateToken': changing,
  '/hapy.coordinator.v1.CoordinatorService/ListTokens': reading,
  '/hapy.coordinator.v1.CoordinatorService/RevokeToken': changing,
  '/hapy.coordinator.v1.CoordinatorService/WatchEvents': reading,
  '/hapy.coordinator.v1.CoordinatorService/GetMetrics': reading,
  '/hapy.coordinator.v1.CoordinatorService/GetLags': reading,

  '/hapy.coordinator.v1.TrustService/ListCertificates': reading,
  '/hapy.coordinator.v1.TrustService/RenewCertificates': changing,
  '/hapy.coordinator.v1.TrustService/ApproveRenewals': trusting,
  '/hapy.coordinator.v1.TrustService/CreatePerson': trusting,
  '/hapy.coordinator.v1.TrustService/Revoke': trusting,
  '/hapy.coordinator.v1.TrustService/CreateApiToken': trusting,
  '/hapy.coordinator.v1.TrustService/ListApiTokens': reading,
  '/hapy.coordinator.v1.TrustService/RevokeApiToken': trusting,
  '/hapy.coordinator.v1.TrustService/WhoAmI': reading,
  '/hapy.coordinator.v1.TrustService/GetRotation': reading,
  '/hapy.coordinator.v1.TrustService/StepRotation': trusting,
  '/hapy.coordinator.v1.TrustService/ReadAudit': reading,
  '/hapy.coordinator.v1.TrustService/CreateBackup': localOnly,

  '/hapy.helper.v1.HelperService/ReadOneSession': nodeAgent,
  '/hapy.helper.v1.HelperService/ReadNodeFacts': nodeAgent,
  '/hapy.helper.v1.HelperService/ReadClusterVariables': nodeAgent,
  '/hapy.helper.v1.HelperService/WriteIdentity': nodeAgent,
  '/hapy.helper.v1.HelperService/WriteServerConfiguration': nodeAgent,
  '/hapy.helper.v1.HelperService/ChangeVirtualAddress': nodeAgent,
  '/hapy.helper.v1.HelperService/ProbeVirtualAddress': nodeAgent,
  '/hapy.helper.v1.HelperService/MergePeerSsh': nodeAgent,
  '/hapy.helper.v1.HelperService/ReadStorage': nodeAgent,
  '/hapy.helper.v1.HelperService/InspectStoragePlaces': nodeAgent,
  '/hapy.helper.v1.HelperService/ChangeStorage': nodeAgent,
  '/hapy.helper.v1.HelperService/StartProgram': nodeAgent,
  '/hapy.helper.v1.HelperService/WatchProgram': nodeAgent,
  '/hapy.helper.v1.HelperService/CancelProgram': nodeAgent,
  '/hapy.helper.v1.HelperService/DescribeSeed': nodeAgent,
  '/hapy.helper.v1.HelperService/ReadSeed': nodeAgent,
  '/hapy.helper.v1.HelperService/WriteSeed': nodeAgent,
};

/** Default deny: an RPC without a line is nobody's. */
export function mayCall(role: Role, rpc: string): boolean {
  return Object.hasOwn(roleTable, rpc) && roleTable[rpc]?.includes(role) === true;
}
