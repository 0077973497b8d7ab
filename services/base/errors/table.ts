import { agentErrors } from './agent.ts';
import { agentInterruptionErrors } from './agent-interruption.ts';
import { canErrors } from './can.ts';
import { certificateErrors } from './certificates.ts';
import { commandLineErrors } from './command-line.ts';
import { connectionErrors } from './connection.ts';
import { coordinatorErrors } from './coordinator.ts';
import { creoleErrors } from './creole.ts';
import { creoleSetErrors } from './creole-set.ts';
import type { ErrorDefinition } from './definition.ts';
import { doctorErrors } from './doctor.ts';
import { drillErrors } from './drill.ts';
import { enrolmentErrors } from './enrolment.ts';
import { eventErrors } from './events.ts';
import { divergedErrors } from './diverged.ts';
import { driftErrors } from './drift.ts';
import { findingErrors } from './finding.ts';
import { healthDataErrors } from './health-data.ts';
import { healthFirewallErrors } from './health-firewall.ts';
import { healthMachineErrors } from './health-machine.ts';
import { healthServerErrors } from './health-server.ts';
import { healthZoneErrors } from './health-zone.ts';
import { inputErrors } from './input.ts';
import { internalErrors } from './internal.ts';
import { joiningErrors } from './joining.ts';
import { membershipErrors } from './membership.ts';
import { membershipLifeErrors } from './membership-life.ts';
import { oneByOneErrors } from './one-by-one.ts';
import { openNebulaWriteErrors } from './opennebula-writes.ts';
import { openNebulaErrors } from './opennebula.ts';
import { packageErrors } from './packages.ts';
import { planFileErrors } from './plan-file.ts';
import { openNebulaAnswerErrors } from './opennebula-answers.ts';
import { clusterPreflightErrors } from './preflight.ts';
import { preflightNetworkErrors } from './preflight-network.ts';
import { sandboxErrors } from './sandbox.ts';
import { subnetErrors } from './subnet.ts';
import { tokenErrors } from './tokens.ts';
import { restErrors } from './rest.ts';
import { restAccessErrors } from './rest-access.ts';
import { runErrors } from './run.ts';
import { runLifeErrors } from './run-life.ts';
import { storageHealthErrors } from './storage-health.ts';
import { storageInputErrors } from './storage-input.ts';
import { storageOperationErrors } from './storage-operation.ts';
import { storagePreflightErrors } from './storage-preflight.ts';
import { trustErrors } from './trust.ts';
import { trustLifeErrors } from './trust-life.ts';
import { auditErrors } from './audit.ts';
import { backupErrors } from './backup.ts';
import { rotationErrors } from './rotation.ts';

const table = {
  ...trustErrors,
  ...trustLifeErrors,
  ...auditErrors,
  ...backupErrors,
  ...rotationErrors,
  ...certificateErrors,
  ...tokenErrors,
  ...enrolmentErrors,
  ...joiningErrors,
  ...inputErrors,
  ...commandLineErrors,
  ...sandboxErrors,
  ...agentErrors,
  ...agentInterruptionErrors,
  ...packageErrors,
  ...openNebulaErrors,
  ...openNebulaAnswerErrors,
  ...oneByOneErrors,
  ...openNebulaWriteErrors,
  ...connectionErrors,
  ...coordinatorErrors,
  ...restErrors,
  ...restAccessErrors,
  ...canErrors,
  ...runErrors,
  ...runLifeErrors,
  ...planFileErrors,
  ...findingErrors,
  ...divergedErrors,
  ...driftErrors,
  ...membershipErrors,
  ...membershipLifeErrors,
  ...doctorErrors,
  ...drillErrors,
  ...eventErrors,
  ...healthZoneErrors,
  ...healthServerErrors,
  ...healthDataErrors,
  ...healthMachineErrors,
  ...storageInputErrors,
  ...storagePreflightErrors,
  ...storageOperationErrors,
  ...storageHealthErrors,
  ...healthFirewallErrors,
  ...clusterPreflightErrors,
  ...preflightNetworkErrors,
  ...creoleErrors,
  ...creoleSetErrors,
  ...subnetErrors,
  ...internalErrors,
} as const;

/** Every stable code there is. A code is never given a second meaning and never removed. */
export type ErrorCode = keyof typeof table;

export const errorTable: Readonly<Record<ErrorCode, ErrorDefinition>> = table;

/** Tells whether a string received from elsewhere is a code of this version's table. */
export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(table, value);
}
