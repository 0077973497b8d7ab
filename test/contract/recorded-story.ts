import { raftState } from '../../sandbox/double/raft/core.ts';
import { agreedLeader, until } from '../../sandbox/double/testing/test-zone.ts';
import { int32, text } from '../../sandbox/double/wire/value.ts';
import type { RecordedZone } from './recorded-zone.ts';

/** A state in which the real zone was asked, how the double comes to it, and what was asked then. */
export interface Act {
  readonly state: string;
  /** Leads from the state before to this one; gives the node that most questions go to. */
  prepare(zone: RecordedZone): Promise<number>;
  readonly asked: readonly Asked[];
}

/** A recording, the node of the real zone it was made on, and whom to ask here if not the act's node. */
export interface Asked {
  readonly name: string;
  readonly recordedOn: number;
  readonly ask?: number | 'vip';
}

function on(recordedOn: number, names: readonly string[], ask?: number | 'vip'): Asked[] {
  return names.map((name) => ({ name, recordedOn, ...(ask === undefined ? {} : { ask }) }));
}

const solo: Act = {
  state: 'solo',
  prepare: async (zone) => {
    await zone.start(0, -1);
    return 0;
  },
  asked: on(0, [
    ...['solo.zone.raftstatus', 'solo.zone.info', 'solo.zone.info.two-args', 'solo.zonepool.info'],
    ...['solo.hostpool.info.empty', 'solo.system.version', 'solo.system.config'],
    ...['solo.user.info.self', 'solo.user.info.id0', 'solo.userpool.info'],
    ...['solo.auth-failure.wrong-password', 'solo.auth-failure.unknown-user', 'solo.auth-failure.no-colon'],
    ...['solo.error.no-such-zone', 'solo.error.no-such-method', 'solo.error.too-few-args'],
    ...['solo.error.wrong-arg-type', 'solo.error.not-xml', 'solo.error.truncated-xml'],
    ...['solo.error.empty-body', 'solo.error.http-get', 'solo.error.wrong-path'],
    ...['solo.error.wrong-content-type', 'solo.replicate.bad-auth'],
  ]),
};

const soloWithServer: Act = {
  state: 'solo, with a server in its pool',
  prepare: async (zone) => {
    await zone.allocate(0, 'host-a');
    await zone.addServer(0, 0);
    return 0;
  },
  asked: on(0, ['solo-with-server0.zone.info']),
};

const forming: Act = {
  state: 'the first start with an id, during the warm-up',
  prepare: async (zone) => {
    await zone.hostsOn(0, 1);
    const endpoint = text(`ENDPOINT="${zone.vipEndpoint}"`);
    await zone.ask(0, 'one.zone.update', int32(0), endpoint, int32(0));
    await zone.stop(0);
    await zone.start(0, 0);
    return 0;
  },
  asked: on(0, [
    'forming.follower-warmup.zone.raftstatus',
    'forming.follower-warmup.host.allocate-refused',
    'forming.follower-warmup.hostpool.info',
  ]),
};

const leaderOfOne: Act = {
  state: 'the leader of a zone of one',
  prepare: async (zone) => {
    await agreedLeader(zone.zone, [0]);
    // The real one was started again too: a later question needs a term that is over.
    await zone.stop(0);
    await zone.start(0, 0);
    return agreedLeader(zone.zone, [0]);
  },
  asked: on(0, ['leader1of1.zone.raftstatus', 'join.zone.addserver-1', 'join.zone.info-after-addserver-1']),
};

const joining: Act = {
  state: 'a second server added that does not run yet',
  prepare: async (zone) => {
    // Hangs until the second server runs, and is committed then (fact 7).
    void zone.allocate(0, 'host-b').catch(() => undefined);
    await until('the write is in the log', async () => {
      const { commit, logIndex } = await zone.state(0);
      return logIndex > commit;
    });
    return 0;
  },
  asked: on(0, ['join.leader-without-quorum.zone.raftstatus', 'join.leader-without-quorum.hostpool.info']),
};

const twoServers: Act = {
  state: 'two servers, and mistakes made with them',
  prepare: async (zone) => {
    await zone.seed(0, 1);
    await zone.start(1, 1);
    await zone.hostsOn(0, 2);
    return 0;
  },
  asked: on(0, [
    'nonidempotent.zone.addserver-duplicate',
    'zone.delserver-ok',
    'error.zone.delserver-unknown-id',
    'error.zone.delserver-wrong-zone',
    'error.zone.addserver-wrong-zone',
    'error.zone.addserver-no-server-attr',
    'error.zone.addserver-missing-endpoint',
    'error.zone.addserver-missing-name',
    'error.zone.addserver-bad-template',
  ]),
};

const all = [0, 1, 2];

const healthy: Act = {
  state: 'three servers, healthy',
  prepare: async (zone) => {
    await zone.addServer(0, 2);
    await zone.seed(0, 2);
    await zone.start(2, 2);
    for (const name of ['host-c', 'host-d']) await zone.allocate(0, name);
    await zone.hostsOn(0, 4);
    await zone.inSync(all);
    await zone.vipAt(0);
    return agreedLeader(zone.zone, all);
  },
  asked: [
    ...on(0, ['ha3.leader.zone.raftstatus', 'ha3.leader.zone.info', 'ha3.leader.hostpool.info']),
    ...on(1, ['ha3.follower.zone.raftstatus', 'ha3.follower.zone.info', 'ha3.follower.hostpool.info'], 1),
    ...on(
      2,
      ['zone.raftstatus', 'zone.info', 'hostpool.info'].map((method) => `ha3.follower-server2.${method}`),
      2,
    ),
    ...on(0, ['ha3.vip.zone.raftstatus', 'ha3.vip.zone.info', 'ha3.vip.hostpool.info'], 'vip'),
    ...on(0, ['ha3.leader.zonepool.info']),
    ...on(1, ['ha3.follower.zonepool.info'], 1),
    ...on(0, [
      'ha3.leader.host.allocate-ok',
      'ha3.leader.host.allocate-4-args',
      'ha3.leader.host.allocate-duplicate-name',
      'ha3.leader.host.allocate-empty-name',
      'ha3.leader.host.allocate-unknown-cluster',
    ]),
    ...on(
      1,
      ['ha3.follower.host.allocate-forwarded-to-leader', 'ha3.follower.host.allocate-duplicate-forwarded'],
      1,
    ),
  ],
};

const healthyToo: Act = {
  state: 'three servers, healthy, with two more hosts that are on',
  prepare: async (zone) => {
    await zone.hostsOn(0, 6);
    return 0;
  },
  asked: [
    ...on(0, ['ha3.leader.host.info', 'ha3.leader.host.delete-ok', 'ha3.leader.host.delete-again']),
    ...on(1, ['ha3.follower.host.delete-forwarded'], 1),
    ...on(0, ['ha3.leader.system.version']),
    ...on(1, ['ha3.follower.system.version'], 1),
    ...on(0, ['ha3.leader.system.config']),
    // The leader's, word for word: nothing about a follower is to be learnt from it (fact 12).
    ...on(0, ['ha3.follower.system.config'], 1),
    ...on(0, ['ha3.leader.user.info', 'ha3.leader.userpool.info']),
    ...on(1, ['ha3.follower.auth-failure', 'ha3.follower.zone.addserver-forwarded'], 1),
    ...on(0, ['ha3.vip.zone.info-with-4-servers'], 'vip'),
    ...on(2, ['ha3.follower.zone.delserver-forwarded'], 2),
    ...on(0, [
      'ha3.leader.zone.resetserver',
      'ha3.leader.zone.resetserver-unknown-id',
      'ha3.leader.zone.update-append',
      'ha3.leader.voterequest-stale-term',
      'ha3.leader.replicate-stale-term',
      'ha3.leader.host.status-disable',
      'ha3.leader.host.status-enable',
    ]),
  ],
};

const withoutQuorum: Act = {
  state: 'a leader that lost both followers',
  prepare: async (zone) => {
    await zone.ask(0, 'one.host.delete', int32(3));
    await zone.inSync(all);
    await zone.stop(1, 2);
    return 0;
  },
  asked: [
    ...on(2, [
      'no-quorum.leader-still-leader.zone.raftstatus',
      'no-quorum.leader-still-leader.hostpool.info',
    ]),
    ...on(1, [
      'partitioned-old-leader.zone.raftstatus',
      'partitioned-old-leader.hostpool.info',
      'partitioned-old-leader.host.allocate-hangs',
    ]),
  ],
};

const candidate: Act = {
  state: 'a candidate, started alone',
  prepare: async (zone) => {
    await zone.stop(0);
    await zone.start(0, 0);
    // Between two rounds it has forgotten that it voted for itself.
    await until('it waits for the next round', async () => {
      const { state, votedFor } = await zone.state(0);
      return state === raftState.candidate && votedFor === -1;
    });
    return 0;
  },
  asked: on(2, [
    'candidate.zone.raftstatus',
    'candidate.hostpool.info',
    'candidate.host.allocate-refused',
    'candidate.system.version-refused',
    'candidate.zone.addserver-refused',
    'candidate.userpool.info',
  ]),
};

const wrongId: Act = {
  state: 'a follower with an id that the pool does not know',
  prepare: async (zone) => {
    await zone.start(2, 2);
    await agreedLeader(zone.zone, [0, 2]);
    await zone.start(1, 7);
    await agreedLeader(zone.zone, all);
    await zone.inSync(all);
    return 1;
  },
  asked: on(1, ['wrong-server-id.zone.raftstatus']),
};

const wrongIdAlone: Act = {
  state: 'the same, left alone: it votes for itself through its own endpoint (fact 3)',
  prepare: async (zone) => {
    await zone.stop(0, 2);
    await until('it leads', async () => (await zone.state(1)).state === raftState.leader);
    return 1;
  },
  asked: on(1, ['wrong-server-id.isolated.zone.raftstatus']),
};

/** In the order of the recordings, so that every id comes out as it did. */
export const story: readonly Act[] = [
  ...[solo, soloWithServer, forming, leaderOfOne, joining, twoServers],
  ...[healthy, healthyToo, withoutQuorum, candidate, wrongId, wrongIdAlone],
];

/** A zone of its own: it is destroyed by it. */
export const otherCredentials: Act = {
  state: 'a leader whose second server has other credentials (fact 1)',
  prepare: async (zone) => {
    await zone.start(1, -1);
    await zone.stop(1);
    await zone.start(0, -1);
    await zone.addServer(0, 0);
    await zone.stop(0);
    await zone.start(0, 0);
    await agreedLeader(zone.zone, [0]);
    await zone.addServer(0, 1);
    await zone.start(1, 1);
    await until('its term is ruined', async () => (await zone.state(0)).term === 4_294_967_295);
    return 0;
  },
  asked: on(0, ['failure.credentials-mismatch.leader.zone.raftstatus']),
};
