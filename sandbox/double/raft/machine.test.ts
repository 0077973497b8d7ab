import assert from 'node:assert/strict';
import fc from 'fast-check';
import { raftState } from './core.ts';
import { RaftMachine } from './machine.ts';
import { seededRandom, shippedTiming, Simulation } from './simulation.ts';

const staggered = (id: number) => ({ ...shippedTiming, electionTimeoutMs: 5000 + 1500 * id });
const bootstrapRecord = { index: 0, term: 0, sql: 'bootstrap', applied: true };

function aloneMachine(serverId: number, zone: ReadonlyMap<number, string>): RaftMachine {
  return new RaftMachine({
    serverId,
    term: 0,
    votedFor: -1,
    records: [bootstrapRecord],
    zone,
    timing: shippedTiming,
    random: () => 0.5,
    nowMs: 0,
  });
}

describe('the Raft machine', () => {
  it('leads a zone of one 20 s after its start: 15 s warm-up and 5 s time-out', () => {
    const simulation = new Simulation(1, 1);
    simulation.run(19_900);
    assert.equal(simulation.leaders().length, 0);
    simulation.run(200);
    assert.equal(simulation.leaders()[0]?.term, 1);
  });

  it('gives server 0 the first term when time-outs are staggered', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const simulation = new Simulation(5, seed, staggered);
      simulation.run(40_000);
      assert.deepEqual(
        simulation.machines.map((machine) => [machine?.state, machine?.term]),
        [raftState.leader, 2, 2, 2, 2].map((state) => [state === 2 ? raftState.follower : state, 1]),
      );
    }
  });

  it('keeps a leader without quorum leading, and commits its write when one follower is back (fact 7, fact 9)', () => {
    const simulation = new Simulation(3, 4, staggered);
    simulation.run(25_000);
    simulation.crash(1);
    simulation.crash(2);
    simulation.propose(0);
    simulation.run(60_000);
    assert.equal(simulation.machines[0]?.state, raftState.leader);
    assert.equal(simulation.acknowledged.length, 0);
    simulation.start(1);
    simulation.run(5000);
    assert.equal(simulation.acknowledged.length, 1);
  });

  it('drops the write of a cut-off leader at the heal', () => {
    const simulation = new Simulation(3, 5, staggered);
    simulation.run(25_000);
    simulation.isolate(0);
    simulation.propose(0);
    simulation.run(20_000);
    assert.deepEqual(
      simulation.leaders().map((machine) => machine.serverId),
      [0, 1],
    );
    simulation.heal();
    simulation.run(5000);
    assert.equal(simulation.acknowledged.length, 0);
    assert.deepEqual(
      simulation.leaders().map((machine) => machine.serverId),
      [1],
    );
  });

  it('sends a fresh follower nothing before the next write (fact 8)', () => {
    const simulation = new Simulation(3, 6, staggered);
    simulation.run(25_000);
    simulation.crash(2);
    simulation.propose(0);
    simulation.run(1000);
    simulation.start(2);
    simulation.run(10_000);
    // It was a follower of that leader when the write was made, so the leader still retries for it.
    assert.equal(simulation.machines[2]?.log.lastIndex, 1);

    const leader = aloneMachine(0, new Map([[0, 'zero']]));
    leader.step({ kind: 'tick', zone: new Map([[0, 'zero']]) }, 20_000);
    assert.equal(leader.state, raftState.leader);
    leader.step({ kind: 'propose', token: 1, sql: 'add server 1' }, 20_100);
    leader.step({ kind: 'server-added', id: 1, endpoint: 'one' }, 20_100);
    const beats = leader.step({ kind: 'tick', zone: new Map() }, 21_000).messages;
    assert.deepEqual(
      beats.map((message) => message.kind),
      ['heartbeat'],
    );
    const next = leader.step({ kind: 'propose', token: 2, sql: 'a write' }, 21_100).messages;
    assert.deepEqual(
      next.map((message) => message.kind),
      ['record'],
    );
  });

  // So a real zone did after a drill in which nobody worked.
  it('sends what a follower lacks with the next write only, when it was elected meanwhile (fact 8)', () => {
    const simulation = new Simulation(3, 6, staggered);
    simulation.run(25_000);
    simulation.crash(2);
    simulation.propose(0);
    simulation.run(1000);
    simulation.crash(0);
    simulation.start(2);
    simulation.run(25_000);
    assert.deepEqual(
      simulation.leaders().map((machine) => machine.serverId),
      [1],
    );
    const lacks = () => simulation.machines[1]!.log.lastIndex - simulation.machines[2]!.log.lastIndex;
    assert.equal(lacks(), 1);
    simulation.run(120_000);
    assert.equal(lacks(), 1);
    simulation.propose(1);
    simulation.run(5000);
    assert.equal(lacks(), 0);
  });

  it('takes an authentication failure for the term 4294967295 and spins (fact 1)', () => {
    const zone = new Map([
      [0, 'zero'],
      [1, 'one'],
    ]);
    const machine = aloneMachine(0, new Map([[0, 'zero']]));
    machine.step({ kind: 'tick', zone: new Map([[0, 'zero']]) }, 20_000);
    machine.step({ kind: 'server-added', id: 1, endpoint: 'one' }, 20_000);
    const [beat] = machine.step({ kind: 'tick', zone }, 20_600).messages;
    assert(beat?.kind === 'heartbeat');
    const refused = { outcome: 'refused', term: -1 >>> 0, message: "couldn't be authenticated" } as const;
    const effects = machine.step(
      { kind: 'heartbeat-answer', peer: 1, leadership: beat.leadership, index: 0, answer: refused },
      20_601,
    );
    assert.equal(machine.term, 4_294_967_295);
    assert.deepEqual(effects.persisted, [{ kind: 'state', term: 4_294_967_295, votedFor: -1 }]);
    assert.deepEqual(effects.hooks, ['follower']);
    machine.step({ kind: 'tick', zone }, 26_000);
    assert.equal(machine.term, 0, 'the term wraps');
  });

  it('lets a server that was never added steal the zone (fact 2)', () => {
    const leader = aloneMachine(0, new Map([[0, 'zero']]));
    leader.step({ kind: 'tick', zone: new Map([[0, 'zero']]) }, 20_000);
    const thief = aloneMachine(1, new Map([[0, 'zero']]));
    const [vote] = thief.step({ kind: 'tick', zone: new Map([[0, 'zero']]) }, 20_000).messages;
    assert(vote?.kind === 'vote');
    const later = { ...vote.request, term: 2 };
    assert.equal(leader.step({ kind: 'vote-request', request: later }, 20_010).reply?.granted, true);
    assert.equal(leader.state, raftState.follower);
    const answer = { outcome: 'granted', term: 1 } as const;
    thief.step({ kind: 'vote-answer', peer: 0, round: vote.round, answer }, 20_020);
    assert.equal(thief.state, raftState.leader);
  });

  it('never has two leaders in one term and never loses an acknowledged write, whatever crashes or is cut', function () {
    this.timeout(60_000);
    const fault = fc.record({
      waitMs: fc.integer({ min: 10, max: 9000 }),
      kind: fc.constantFrom('isolate', 'heal', 'crash', 'start', 'propose', 'propose', 'propose'),
      server: fc.nat(4),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(3, 5),
        fc.nat(),
        fc.boolean(),
        fc.array(fault, { minLength: 5, maxLength: 40 }),
        (size, seed, equal, faults) => {
          const simulation = new Simulation(size, seed, equal ? undefined : staggered);
          simulation.run(22_000);
          for (const { waitMs, kind, server } of faults) {
            const id = server % size;
            if (kind === 'isolate') simulation.isolate(id);
            else if (kind === 'heal') simulation.heal();
            else if (kind === 'crash') simulation.crash(id);
            else if (kind === 'propose') simulation.propose(simulation.leaders().at(-1)?.serverId ?? id);
            else if (simulation.machines[id] === undefined) simulation.start(id);
            simulation.run(waitMs);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('always finds a leader again once everything runs and nothing is cut', function () {
    this.timeout(60_000);
    for (let seed = 0; seed < 30; seed += 1) {
      const random = seededRandom(seed);
      const simulation = new Simulation(3, seed);
      simulation.run(30_000);
      const victim = Math.floor(random() * 3);
      simulation.isolate(victim);
      simulation.run(20_000);
      simulation.heal();
      simulation.run(60_000);
      assert.equal(simulation.leaders().length, 1, `seed ${seed}`);
    }
  });
});
