import assert from 'node:assert/strict';

import { majorityOf } from '../../services/domain/spec.ts';
import type { ModelWorld } from '../doubles/model-world.ts';

/**
 * What must never be, looked at after every step that anything takes. `before` is what the world was at the step
 * before; `ours` tells that the step was an act of ours, and not an accident.
 */
export interface Look {
  readonly leader: string | undefined;
  readonly index: number;
  /** How many servers its pool has. A lone server gives its quorum away when the second is added (fact 7). */
  readonly poolSize: number;
}

export function lookAt(world: ModelWorld): Look {
  const leader = world.leader === undefined ? undefined : world.node(world.leader);
  const { index = -1, servers = [] } = leader?.database ?? {};
  return { leader: world.leader, index, poolSize: servers.length };
}

type Invariant = (world: ModelWorld, before: Look, ours: boolean) => void;

export const invariants = {
  'never below quorum by our act': (world, before, ours) => {
    if (ours && before.leader !== undefined && before.poolSize > 1) {
      assert.notEqual(world.leader, undefined, 'an act of ours left the zone without a leader');
    }
    if (world.leader === undefined) return;
    const pool = world.node(world.leader).database.servers.length;
    assert.ok(world.servingMembers().length >= majorityOf(pool), 'led without a majority');
  },
  'no server and no host twice': (world) => {
    const lists = world.servingMembers().flatMap(({ database }) => [database.hosts, database.servers]);
    for (const list of lists) {
      const names = list.map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, `twice in ${names.join(', ')}`);
    }
  },
  'never as another server': (world) => {
    // A server that counts itself as another one can be elected all alone (opennebula.md, fact 3).
    for (const node of world.servingMembers()) {
      const own = node.database.servers.filter((server) => server.name === node.spec.fqdn);
      const right = own.length !== 1 || own[0]?.id === node.configuredServerId;
      assert.ok(right, `${node.spec.name} runs as ${node.configuredServerId}, the zone says ${own[0]?.id}`);
    }
    const ids = world.servingMembers().map(({ configuredServerId }) => configuredServerId);
    assert.equal(new Set(ids).size, ids.length, `two run as the same server: ${ids.join(', ')}`);
  },
  'nothing that was written is lost': (world, before) => {
    if (world.leader === undefined || before.leader === undefined) return;
    const { index } = world.node(world.leader).database;
    assert.ok(index >= before.index, `the leader is at ${index}, one was at ${before.index}`);
  },
} as const satisfies Readonly<Record<string, Invariant>>;

export function checkInvariants(world: ModelWorld, before: Look, ours: boolean): void {
  for (const [name, check] of Object.entries(invariants)) {
    try {
      check(world, before, ours);
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
    }
  }
}
