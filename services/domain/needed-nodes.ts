import type { Condition } from './condition.ts';
import { isLifeCondition } from './life-condition.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The nodes without whose own report a condition cannot hold, so that waiting for it while one of them is
 * silent is waiting for that node. What others report as well (a host, the pool) needs nobody in particular.
 */
export function neededNodes(condition: Condition, snapshot: Snapshot): readonly string[] {
  if (isLifeCondition(condition)) return [];
  switch (condition.is) {
    case 'all-held':
    case 'all-serving':
      return condition.nodes ?? snapshot.spec.nodes.map((node) => node.name);
    case 'zone-in-sync': {
      const zone = snapshot.leaderZone;
      return zone === undefined ? [] : [...snapshot.pool(zone).entries.keys()];
    }
    case 'instantiated':
    case 'held':
    case 'stopped':
    case 'configured-solo':
    case 'serving-solo':
    case 'seed-imported':
    case 'configured-member':
    case 'oned-running':
    case 'ready-for-second':
    case 'serving-member':
    case 'peer-ssh-configured':
    case 'reconfigured':
    case 'as-before':
    case 'configured-alone':
      return [condition.node];
    case 'seed-exported':
    case 'majority-seeded':
    case 'server-in-pool':
    case 'server-not-in-pool':
    case 'entries-at-most':
    case 'no-entries-of-ours':
    case 'all-servers-in-pool':
    case 'zone-led':
    case 'led-by-another':
    case 'written-in-term':
    case 'contents-equal':
    case 'zone-endpoint-set':
    case 'vip-on-leader':
    case 'host-added':
    case 'host-on':
    case 'all-hosts-on':
      return [];
  }
}
