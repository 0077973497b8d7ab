import type { HealthCheck } from './check.ts';
import { agentsAlike, clocksAgree, nodesAnswer, nodesAreCurrent } from './checks/answers.ts';
import {
  configurationStands,
  creoleApplied,
  electionsStaggered,
  monitorsFollow,
  peersKnown,
  timersFit,
} from './checks/configuration.ts';
import { peersOnly, waysAreOpen } from './checks/firewall.ts';
import { hostsAreOn } from './checks/hosts.ts';
import {
  leaderBelongs,
  leadersHaveMajority,
  nobodyOutside,
  quorumMargin,
  quorumStands,
  termSane,
  termsAgree,
  termSteady,
  zoneIsLed,
} from './checks/leadership.ts';
import { certificatesLast, diskHasRoom, memoryHasRoom, namesResolve, unitsRun } from './checks/machine.ts';
import { poolIsOurs, poolsAgree, serverIdsMatch, zoneEndpoint } from './checks/pool.ts';
import { followersKeepUp, logWindow, writesCommit } from './checks/replication.ts';
import { sameContents, sameCredentials, sameEngine, sameKey, sameVersion } from './checks/sameness.ts';
import { storageChecks } from './checks/storage.ts';
import { guardsFree, nobodySolo, onedServes } from './checks/servers.ts';
import { bugsOfThisVersion, nobodyElseHolds, noForeignRuns, wasProved } from './checks/versions-and-runs.ts';
import { vipOnLeader } from './checks/virtual-address.ts';

/** Every check, the most fundamental first: in this order findings are told. */
export const healthChecks: readonly HealthCheck[] = [
  diskHasRoom,
  clocksAgree,
  sameCredentials,
  guardsFree,
  nobodyOutside,
  serverIdsMatch,
  poolIsOurs,
  termSane,
  leaderBelongs,
  nobodySolo,
  onedServes,
  nodesAnswer,
  nodesAreCurrent,
  waysAreOpen,
  sameEngine,
  sameVersion,
  sameContents,
  poolsAgree,
  leadersHaveMajority,
  quorumStands,
  zoneIsLed,
  termSteady,
  termsAgree,
  writesCommit,
  vipOnLeader,
  followersKeepUp,
  logWindow,
  quorumMargin,
  configurationStands,
  monitorsFollow,
  peersOnly,
  namesResolve,
  peersKnown,
  hostsAreOn,
  zoneEndpoint,
  sameKey,
  certificatesLast,
  memoryHasRoom,
  unitsRun,
  electionsStaggered,
  timersFit,
  creoleApplied,
  agentsAlike,
  nobodyElseHolds,
  noForeignRuns,
  ...storageChecks,
  bugsOfThisVersion,
  wasProved,
];
