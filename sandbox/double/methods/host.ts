import { hostState, hostUpdateSql, parseHost } from '../store/host.ts';
import { int32, text, type Value } from '../wire/value.ts';
import { errorCode, Failure, type Method, notFound, type OnedParts } from './method.ts';

export const allocateHost: Method = {
  name: 'one.host.allocate',
  leaderOnly: true,
  execute(parts, parameters) {
    const [name, imMad, vmMad] = [parameters.text(1), parameters.text(2), parameters.text(3)];
    const clusterId = parameters.int(4);
    if (clusterId !== -1 && parts.database.get('cluster_pool', clusterId) === undefined) {
      throw notFound('cluster', clusterId);
    }
    refuseDisabledZone(parts);
    return parts.writes.exclusively('host_pool', async () => {
      if (name === '') throw new Failure(errorCode.internal, 'Invalid NAME, it cannot be empty');
      const taken = parts.database.getByName('host_pool', name);
      if (taken !== undefined) {
        throw new Failure(errorCode.internal, `NAME is already taken by HOST ${taken.oid}.`);
      }
      const id = parts.database.lastOid('host_pool') + 1;
      const host = { id, name, imMad, vmMad, totalMemoryKib: 0, totalCpu: 0 };
      const committed = await parts.writes.execute(
        `REPLACE INTO pool_control (tablename, last_oid) VALUES ('host_pool',${id})`,
        hostUpdateSql({ ...host, state: hostState.init, previousState: hostState.init }),
      );
      return answerOf(committed, id, 'Error inserting Host in DB.');
    });
  },
};

export const deleteHost: Method = {
  name: 'one.host.delete',
  leaderOnly: true,
  execute(parts, parameters) {
    const id = parameters.int(1);
    refuseDisabledZone(parts);
    return parts.writes.exclusively('host_pool', async () => {
      if (parts.database.get('host_pool', id) === undefined) throw notFound('host', id);
      const committed = await parts.writes.execute(`DELETE FROM host_pool WHERE oid = ${id}`);
      return answerOf(committed, id, 'Error deleting Host from DB.');
    });
  },
};

const stateOfStatus = [hostState.init, hostState.disabled, hostState.offline] as const;

/** 0 enables (the next monitoring finds it on again), 1 disables, 2 puts it offline. */
export const setHostStatus: Method = {
  name: 'one.host.status',
  leaderOnly: true,
  execute(parts, parameters) {
    const id = parameters.int(1);
    const status = parameters.int(2);
    refuseDisabledZone(parts);
    return parts.writes.exclusively('host_pool', async () => {
      const stored = parts.database.get('host_pool', id);
      if (stored === undefined) throw notFound('host', id);
      const state = stateOfStatus[status];
      if (state === undefined) throw new Failure(errorCode.internal, `Wrong status code [${status}]`, id);
      const host = parseHost(stored.body);
      const committed = await parts.writes.execute(
        hostUpdateSql({ ...host, state, previousState: host.state }),
      );
      return answerOf(committed, id, 'Error updating Host in DB.');
    });
  },
};

export const hostInfo: Method = {
  name: 'one.host.info',
  leaderOnly: false,
  execute({ database }, parameters) {
    const id = parameters.int(1);
    const host = database.get('host_pool', id);
    if (host === undefined) throw notFound('host', id);
    return text(host.body);
  },
};

function answerOf(committed: boolean, id: number, otherwise: string): Value {
  if (!committed) throw new Failure(errorCode.internal, otherwise);
  return int32(id);
}

function refuseDisabledZone({ database }: OnedParts): void {
  if (database.get('zone_pool', 0)?.body.includes('<STATE>1</STATE>') === true) {
    throw new Failure(errorCode.internal, 'Cannot process request, zone disabled');
  }
}
