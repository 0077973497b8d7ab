import { allocateDatastore } from './datastore.ts';
import { allocateHost, deleteHost, hostInfo, setHostStatus } from './host.ts';
import type { Method } from './method.ts';
import { pools } from './pools.ts';
import { systemConfiguration, systemVersion } from './system.ts';
import { userInfo, userPoolInfo } from './user.ts';
import { replicate, voteRequest } from './zone-raft.ts';
import { raftStatus, zoneInfo } from './zone-read.ts';
import { addServer, deleteServer, enableZone, resetServer, updateZone } from './zone-write.ts';

/** Every method that the double knows, by name. */
export const methods: ReadonlyMap<string, Method> = new Map(
  [
    raftStatus,
    zoneInfo,
    addServer,
    deleteServer,
    resetServer,
    updateZone,
    enableZone,
    voteRequest,
    replicate,
    allocateHost,
    deleteHost,
    setHostStatus,
    hostInfo,
    allocateDatastore,
    userInfo,
    userPoolInfo,
    systemVersion,
    systemConfiguration,
    ...pools,
  ].map((method) => [method.name, method]),
);
