import assert from 'node:assert/strict';

import { addHost } from './add-host.ts';
import { addZoneServer } from './add-zone-server.ts';
import { disableHost } from './disable-host.ts';
import { fakeContext, fakePorts } from './fake-ports.ts';
import { removeHost } from './remove-host.ts';
import { removeZoneServer } from './remove-zone-server.ts';

const mutation = undefined;
const endpoint = 'http://10.1.2.11:2633/RPC2';

describe('changing a zone in whose log something waits', () => {
  it('adds nothing that waits in the log already, and waits for it', async () => {
    const looks: string[] = [];
    const add = async (what: 'server' | 'host') => {
      // Each look finds one record more committed; what an earlier attempt wrote is seen with the last.
      const ports = fakePorts({ clock: { now: () => 0, delay: async () => void looks.push('waits') } });
      const { oned } = ports;
      oned.raft = { ...oned.raft, commit: 3, logIndex: 5 };
      oned.raftStatus = async () => {
        const { raft } = oned;
        oned.raft = { ...raft, commit: raft.commit + 1 };
        if (raft.commit === 5) {
          oned.servers = [{ id: 1, name: 'hapy1', endpoint }];
          await oned.addHost({ name: 'hapy1' });
        }
        return raft;
      };
      const context = fakeContext();
      if (what === 'host')
        await addHost(ports).run({ mutation, name: 'hapy1', imMad: '', vmMad: '' }, context);
      else await addZoneServer(ports).run({ mutation, name: 'hapy1', endpoint }, context);
      return oned.writes;
    };
    assert.deepEqual(await add('server'), ['addHost', 'writeNothing']);
    assert.deepEqual(await add('host'), ['addHost', 'writeNothing']);
    assert.deepEqual(looks, ['waits', 'waits', 'waits', 'waits']);
  });

  it('believes no pool while nothing commits, and asks nothing of oned that would hang', async () => {
    const ports = fakePorts({ clock: { now: () => 0, delay: async () => undefined } });
    const { oned } = ports;
    oned.raft = { ...oned.raft, commit: 3, logIndex: 5 };
    oned.servers = [{ id: 2, name: 'hapy3', endpoint }];
    const context = fakeContext();
    const refused = [
      () => addZoneServer(ports).run({ mutation, name: 'hapy1', endpoint }, context),
      () => addHost(ports).run({ mutation, name: 'hapy1', imMad: '', vmMad: '' }, context),
      () => removeHost(ports).run({ mutation, hostId: 0, name: 'hapy1' }, context),
      () => disableHost(ports).run({ mutation, hostId: 0, name: 'hapy1' }, context),
      () => removeZoneServer(ports).run({ mutation, serverId: 7, endpoint }, context),
    ];
    for (const act of refused) {
      await assert.rejects(act(), { code: 'HAPY-E423', parameters: { index: 5, commit: 3 } });
    }
    assert.deepEqual(oned.writes, []);
    // A zone that lacks its quorum may get it back by losing a server.
    assert.deepEqual(await removeZoneServer(ports).run({ mutation, serverId: 2, endpoint }, context), {});
    assert.deepEqual(oned.writes, ['removeServer']);
  });

  it('gives each call a deadline in whole milliseconds, also of an odd one', async () => {
    const ports = fakePorts({ clock: { now: () => 0, delay: async () => undefined } });
    const { oned } = ports;
    oned.raft = { ...oned.raft, commit: 4, logIndex: 5 };
    oned.raftStatus = async () => {
      const { raft } = oned;
      oned.raft = { ...raft, commit: 5 };
      return raft;
    };
    const host = { mutation, name: 'hapy1', imMad: '', vmMad: '' };
    await addHost(ports).run(host, fakeContext({ deadlineMs: 59_999 }));
    assert.deepEqual(oned.deadlines, [29_999]);
  });

  it('waits for nothing where oned runs alone', async () => {
    const ports = fakePorts();
    ports.oned.raft = { ...ports.oned.raft, state: 'solo', commit: 0, logIndex: -1 };
    await addZoneServer(ports).run({ mutation, name: 'hapy1', endpoint }, fakeContext());
    assert.deepEqual(ports.oned.writes, ['addServer']);
  });
});
