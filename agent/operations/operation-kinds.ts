import { addHost } from './add-host.ts';
import { addZoneServer } from './add-zone-server.ts';
import { adoptServer } from './adopt-server.ts';
import type { AgentPorts } from './agent-ports.ts';
import { configurePeerSsh } from './configure-peer-ssh.ts';
import { configureServer } from './configure-server.ts';
import { controlOned } from './control-oned.ts';
import { disableHost } from './disable-host.ts';
import { dropVip } from './drop-vip.ts';
import { exportSeed } from './export-seed.ts';
import { importSeed } from './import-seed.ts';
import { instantiate } from './instantiate.ts';
import { proveService } from './prove-service.ts';
import { reconfigure } from './reconfigure.ts';
import { removeHost } from './remove-host.ts';
import { removeZoneServer } from './remove-zone-server.ts';
import { resetZoneServer } from './reset-zone-server.ts';
import { restoreServer } from './restore-server.ts';
import { changeStorage } from './storage/change-storage.ts';
import { declareDatastore } from './storage/declare-datastore.ts';
import { setZoneEndpoint } from './set-zone-endpoint.ts';

/** Every change that this agent can make, one line per RPC. */
export function operationKinds(ports: AgentPorts) {
  return {
    instantiate: instantiate(ports),
    reconfigure: reconfigure(ports),
    configureServer: configureServer(ports),
    controlOned: controlOned(ports),
    configurePeerSsh: configurePeerSsh(ports),
    addZoneServer: addZoneServer(ports),
    removeZoneServer: removeZoneServer(ports),
    setZoneEndpoint: setZoneEndpoint(ports),
    addHost: addHost(ports),
    removeHost: removeHost(ports),
    exportSeed: exportSeed(ports),
    importSeed: importSeed(ports),
    restoreServer: restoreServer(ports),
    adoptServer: adoptServer(ports),
    dropVip: dropVip(ports),
    proveService: proveService(ports),
    disableHost: disableHost(ports),
    resetZoneServer: resetZoneServer(ports),
    changeStorage: changeStorage(ports),
    declareDatastore: declareDatastore(ports),
  };
}

export type OperationKinds = ReturnType<typeof operationKinds>;
