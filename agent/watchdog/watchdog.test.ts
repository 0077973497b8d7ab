import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';

import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Raft } from '../../services/domain/observed.ts';
import { fakeNetwork, FakeHelper, FakeOned } from '../operations/fake-ports.ts';
import { watchVirtualAddress } from './watchdog.ts';

const vip = '10.1.2.10';
const servers = [11, 12, 13].map((host, id) => ({
  id,
  name: `hapy${id + 1}`,
  endpoint: `http://10.1.2.${host}:2633/RPC2`,
}));

/** hapy1 with two others, as one sample after the other sees them; time passes in its pauses alone. */
class Node {
  readonly helper = new FakeHelper();
  /** The pauses there were, in milliseconds. */
  readonly pauses: number[] = [];
  readonly oned = new FakeOned();
  /** What each endpoint answers; its own too. Absent is no answer. */
  readonly raft = new Map<string, Raft>();
  holds = false;
  /** How this node's own oned is silent. */
  silence: 'refuses' | 'hangs' = 'refuses';
  nowMs = 1_000_000;

  constructor() {
    this.helper.facts = {
      ...this.helper.facts,
      guard: { state: 'member', clusterId: 'c1', serverId: 0 },
      configuration: { ...this.helper.facts.configuration, leaderHook: `leader eth0 ${vip}/24` },
      onedProcess: 'running',
    };
    this.oned.servers = servers;
    this.oned.raftStatus = () => this.#ask(servers[0]!.endpoint);
    this.oned.raftStatusAt = (endpoint?: string) => this.#ask(endpoint ?? '');
  }

  async #ask(endpoint: string): Promise<Raft> {
    const raft = this.raft.get(endpoint);
    if (raft !== undefined) return raft;
    throw new HapyError(this.silence === 'refuses' ? 'HAPY-E400' : 'HAPY-E401');
  }

  says(id: number, state: Raft['state'], term: number): void {
    this.raft.set(servers[id]!.endpoint, { ...new FakeOned().raft, serverId: id, state, term });
  }

  /** Lets it look that many times; `before` is called before each. Gives what was done. */
  async look(stateDirectory: string, times: number, before: (look: number) => void = () => undefined) {
    const ended = new AbortController();
    let look = 0;
    before(look);
    const clock: Clock = {
      now: () => this.nowMs,
      delay: async (ms) => {
        this.pauses.push(ms);
        this.nowMs += ms;
        look += 1;
        if (look >= times) ended.abort();
        else before(look);
      },
    };
    const addresses = async () => [
      { interface: 'eth0', address: '10.1.2.11', prefixLength: 24 },
      ...(this.holds ? [{ interface: 'eth0', address: vip, prefixLength: 24 }] : []),
    ];
    await watchVirtualAddress(
      {
        ...{ clusterId: 'c1', stateDirectory, helper: this.helper, oned: this.oned, clock },
        network: { ...fakeNetwork, addresses },
        log: pino({ level: 'silent' }),
      },
      ended.signal,
    );
    return this.helper.calls;
  }
}

describe('the watchdog at work', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-watchdog-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('takes the address off a follower after two samples, 250 ms apart', async () => {
    const node = new Node();
    node.holds = true;
    node.says(0, 'follower', 5);
    node.says(1, 'leader', 5);
    assert.deepEqual(await node.look(folder, 1), [], 'one sample is none');
    assert.deepEqual(await node.look(folder, 2), ['remove-vip']);
    assert.equal(node.pauses[0], 250);
  });

  it('puts it back on the leader, once nobody else has it', async () => {
    const node = new Node();
    node.says(0, 'leader', 5);
    node.says(1, 'follower', 5);
    let asked = 0;
    node.helper.probeVirtualAddress = async () => (asked += 1) === 1;
    assert.deepEqual(await node.look(folder, 2), [], 'somebody answers there');
    assert.deepEqual(await node.look(folder, 2), ['add-vip']);
  });

  it('looks every 2 s while all is well', async () => {
    const node = new Node();
    node.holds = true;
    node.says(0, 'leader', 5);
    node.says(1, 'follower', 5);
    assert.deepEqual(await node.look(folder, 3), []);
    assert.deepEqual(node.pauses, [2000, 2000, 2000]);
  });

  it('knows the others from before a restart, when its own oned is gone', async () => {
    const node = new Node();
    node.says(0, 'leader', 5);
    await node.look(folder, 1);
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'zone-servers.json'), 'utf8')), servers);
    // Another life of this agent, after oned was killed: nobody but the file can tell who is asked.
    const lookedAt = (times: number) => {
      const after = new Node();
      after.holds = true;
      after.oned.servers = [];
      after.helper.facts = { ...after.helper.facts, onedProcess: 'failed' };
      after.says(1, 'leader', 6);
      after.says(2, 'follower', 6);
      return after.look(folder, times);
    };
    assert.deepEqual(await lookedAt(12), [], 'gone for less than 3 s');
    assert.deepEqual((await lookedAt(14)).slice(0, 1), ['remove-vip']);
  });

  it('leaves it to an oned that hangs, and where the others are no majority', async () => {
    const hung = new Node();
    hung.holds = true;
    hung.silence = 'hangs';
    await writeFile(join(folder, 'zone-servers.json'), JSON.stringify(servers));
    hung.says(1, 'leader', 6);
    hung.says(2, 'follower', 6);
    assert.deepEqual(await hung.look(folder, 30), []);
    const alone = new Node();
    alone.holds = true;
    alone.says(0, 'candidate', 7);
    alone.says(1, 'leader', 7);
    assert.deepEqual(await alone.look(folder, 5), []);
  });

  it('learns the list anew where its file makes no sense', async () => {
    const file = join(folder, 'zone-servers.json');
    for (const text of ['{"half', '{}', '']) {
      await writeFile(file, text);
      const node = new Node();
      node.says(0, 'leader', 5);
      await node.look(folder, 1);
      assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), servers, text);
    }
  });
});
