import assert from 'node:assert/strict';

import { childOf, parseXml, textAt } from '../../agent/bounded-xml.ts';
import { exchange } from './exchange.ts';
import type { OnedUnderTest } from './oned-under-test.ts';

/** What any oned 6.10 does, whatever it holds; nothing is changed, or is put back. */
export interface Expectation {
  readonly name: string;
  /** In which situation it makes sense; everywhere when absent. */
  readonly needs?: 'writes' | 'no-leader' | 'solo';
  readonly check: (oned: OnedUnderTest) => Promise<void>;
}

/** oned's error codes (opennebula.md section 5). */
const [authentication, noExists, action, internal] = [256, 1024, 2048, 8192] as const;
const authenticationText = "User couldn't be authenticated, aborting call.";

/** Ids that nothing has. */
const [noZone, noServer, noCluster] = [77, 9999, 999_999] as const;

const reads: readonly Expectation[] = [
  {
    name: 'tells the state of its Raft',
    async check(oned) {
      const raft = await oned.raft();
      assert.equal(raft.state === 'solo', raft.serverId === -1);
    },
  },
  {
    name: 'shows its zone, with and without the parameter that came later',
    async check(oned) {
      const [full, short] = [
        await oned.value('one.zone.info', 0, false),
        await oned.value('one.zone.info', 0),
      ];
      assert.equal(full, short);
      assert.equal(parseXml(String(full)).name, 'ZONE');
      assert.notEqual(childOf(parseXml(String(full)), 'SERVER_POOL'), undefined);
    },
  },
  {
    name: 'serves reads in every state',
    async check(oned) {
      const roots = { hostpool: 'HOST_POOL', userpool: 'USER_POOL', zonepool: 'ZONE_POOL' };
      for (const [pool, root] of Object.entries(roots)) {
        assert.equal(parseXml(String(await oned.value(`one.${pool}.info`))).name, root);
      }
      const self = parseXml(String(await oned.value('one.user.info', -1)));
      assert.equal(textAt(self, 'NAME'), oned.user);
    },
  },
  {
    name: 'refuses a wrong session with 256, also to another oned',
    async check(oned) {
      for (const session of [`${oned.user}:wrong`, 'nobody-of-that-name:wrong', 'no-colon']) {
        await oned.refusesSession(session, 'one.zone.info', authentication, authenticationText);
      }
      await oned.refusesSession('oneadmin:wrong', 'one.zone.voterequest', authentication, authenticationText);
    },
  },
  {
    name: 'refuses a zone that is not there with 1024',
    check: (oned) => oned.refuses('one.zone.info', [noZone], noExists, `Error getting zone [${noZone}].`),
  },
  {
    name: 'refuses a vote of a term that is over',
    async check(oned) {
      if ((await oned.raft()).term === 0) return;
      const text = "Candidate's term is outdated";
      await oned.refuses('one.zone.voterequest', [0, 0, { i8: 0 }, 0], action, text);
    },
  },
];

const faults: readonly Expectation[] = [
  {
    name: 'answers a fault to what it does not know or understand',
    async check(oned) {
      assert.equal(await oned.faultOf('one.zone.nosuchmethod'), -506);
      assert.equal(await oned.faultOf('one.zone.info'), -501);
      assert.equal(await oned.faultOf('one.zone.info', 'zero'), -501);
    },
  },
  {
    name: 'takes POST to /RPC2 and nothing else',
    async check({ endpoint }) {
      const statusOf = async (...[url, method, body]: [string, 'GET' | 'POST', string]) =>
        /^HTTP\/1\.1 (\d+)/.exec((await exchange(url, method, body, 5000))?.head ?? '')?.[1];
      assert.equal(await statusOf(endpoint, 'GET', ''), '405');
      assert.equal(await statusOf(endpoint, 'POST', ''), '400');
      assert.equal(await statusOf(endpoint.replace('/RPC2', '/foo'), 'POST', '<x/>'), '404');
      const broken = await exchange(endpoint, 'POST', 'this is not xml', 5000);
      assert.match(broken?.body ?? '', /<i4>-503<\/i4>/);
    },
  },
];

const withoutLeader: readonly Expectation[] = [
  {
    name: 'refuses with 8192 and its state what only a leader may answer',
    needs: 'no-leader',
    async check(oned) {
      const { state } = await oned.raft();
      const reason = state === 'candidate' ? 'oned cluster in election mode' : 'no leader found';
      const text = `Cannot process request, ${reason}`;
      await oned.refuses('one.system.version', [], internal, text);
      await oned.refuses('one.host.allocate', ['h', 'dummy', 'dummy', -1], internal, text);
      await oned.refuses('one.zone.addserver', [0, 'SERVER=[NAME="n",ENDPOINT="e"]'], internal, text);
    },
  },
];

const writes: readonly Expectation[] = [
  {
    name: 'tells version and configuration; on a follower they are the leader’s (fact 12)',
    needs: 'writes',
    async check(oned) {
      assert.match(String(await oned.value('one.system.version')), /^\d+\.\d+\.\d+/);
      const configuration = parseXml(String(await oned.value('one.system.config')));
      const raft = await oned.raft();
      const told = Number(textAt(configuration, 'FEDERATION', 'SERVER_ID'));
      assert.equal(told === raft.serverId, raft.state !== 'follower');
    },
  },
  {
    name: 'refuses a server that says too little, and one of another zone',
    needs: 'writes',
    async check(oned) {
      const add = (template: string, text: string, zone = 0) =>
        oned.refuses('one.zone.addserver', [zone, template], action, text);
      const full = 'SERVER=[NAME="n",ENDPOINT="http://x/RPC2"]';
      await add(full, 'Servers have to be added through the target zone endpoints', noZone);
      await add('FOO="bar"', '');
      await add('SERVER=[NAME="n"]', 'Missing ENDPOINT in SERVER');
      await add('SERVER=[ENDPOINT="http://x/RPC2"]', 'Missing NAME in SERVER');
      await add('SERVER=[NAME=', 'Parse error: *');
    },
  },
  {
    name: 'refuses to delete a server that is not there, and resets one all the same',
    needs: 'writes',
    async check(oned) {
      await oned.refuses('one.zone.delserver', [0, noServer], action, 'SERVER not found in zone');
      const elsewhere = 'Servers have to be deleted through the target zone endpoints';
      await oned.refuses('one.zone.delserver', [noZone, 0], action, elsewhere);
      assert.equal(await oned.value('one.zone.resetserver', 0, noServer), 0);
    },
  },
  {
    name: 'takes an update that changes nothing',
    needs: 'writes',
    async check(oned) {
      const before = String(await oned.value('one.zone.info', 0));
      const endpoint = textAt(parseXml(before), 'TEMPLATE', 'ENDPOINT');
      assert.equal(await oned.value('one.zone.update', 0, `ENDPOINT="${endpoint}"`, 1), 0);
      assert.equal(await oned.value('one.zone.info', 0), before);
    },
  },
  {
    name: 'refuses a host without a name, without a cluster, or of an unknown one',
    needs: 'writes',
    async check(oned) {
      const allocate = 'one.host.allocate';
      const short = ['h', 'dummy', 'dummy'] as const;
      // A follower hands it on, and tells the leader's fault as a failure of its own (seen on a real one).
      if ((await oned.raft()).state !== 'follower')
        assert.equal(await oned.faultOf(allocate, ...short), -501);
      else await oned.refuses(allocate, short, internal, 'Not enough parameters');
      await oned.refuses(allocate, ['', 'dummy', 'dummy', -1], internal, 'Invalid NAME, it cannot be empty');
      const text = `Error getting cluster [${noCluster}].`;
      await oned.refuses(allocate, ['h', 'dummy', 'dummy', noCluster], noExists, text);
    },
  },
  {
    name: 'takes a host, refuses a second of its name, disables, enables and deletes it',
    needs: 'writes',
    async check(oned) {
      const host = [`hapy-contract-${process.pid}`, 'dummy', 'dummy', -1] as const;
      const id = Number(await oned.value('one.host.allocate', ...host));
      try {
        const taken = `NAME is already taken by HOST ${id}.`;
        await oned.refuses('one.host.allocate', host, internal, taken);
        const shown = await oned.soon('one.host.info', id, false);
        assert.equal(textAt(parseXml(String(shown)), 'NAME'), host[0]);
        for (const status of [1, 0]) assert.equal(await oned.value('one.host.status', id, status), id);
      } finally {
        assert.equal(await oned.value('one.host.delete', id), id);
      }
      await oned.refuses('one.host.delete', [id], noExists, `Error getting host [${id}].`);
    },
  },
];

const alone: readonly Expectation[] = [
  {
    name: 'takes a server twice, answers with the zone’s id and counts ids up (facts 5 and 6)',
    needs: 'solo',
    async check(oned) {
      const before = await oned.servers();
      const template = 'SERVER=[NAME="hapy-contract",ENDPOINT="http://127.0.0.1:1/RPC2"]';
      const next = Math.max(-1, ...before.map(({ id }) => id)) + 1;
      try {
        for (const id of [next, next + 1]) {
          assert.equal(await oned.value('one.zone.addserver', 0, template), 0);
          assert.equal((await oned.servers()).at(-1)?.id, id);
        }
      } finally {
        const added = (await oned.servers()).filter(({ id }) => !before.some((old) => old.id === id));
        for (const { id } of added) assert.equal(await oned.value('one.zone.delserver', 0, id), 0);
      }
      assert.deepEqual(await oned.servers(), before);
    },
  },
];

export const expectations: readonly Expectation[] = [
  ...reads,
  ...faults,
  ...withoutLeader,
  ...writes,
  ...alone,
];
