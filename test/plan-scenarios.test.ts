import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { changeSpec, coordinatorMoved } from '../services/domain/change-spec.ts';
import type { Intent } from '../services/domain/intent.ts';
import type { NodeState } from '../services/domain/observed.ts';
import { planCluster } from '../services/domain/plan-cluster.ts';
import { planUndo } from '../services/domain/plan-undo.ts';
import type { Plan } from '../services/domain/plan.ts';
import type { Spec } from '../services/domain/spec.ts';
import { neededForSafety } from '../services/domain/safe-point.ts';
import { verdictIn } from '../services/domain/holds.ts';
import { endpointOf, type SpecNode } from '../services/domain/spec.ts';
import { Snapshot } from '../services/domain/snapshot.ts';
import { nextId } from './doubles/model-node.ts';
import { ModelWorld } from './doubles/model-world.ts';
import { specOf, storageSpecOf } from './doubles/spec-of.ts';

// Each file of scenarios/plan is a transcript: commands, a line of dashes, and what they print. With
// REWRITE=1 the files are written anew; commit such a change only when you understand what caused it.

const folder = join(import.meta.dirname, 'scenarios', 'plan');

/** The traps of opennebula.md section 0 that a report can show, by the word a scenario uses. */
const traps: Readonly<Record<string, (state: NodeState) => NodeState>> = {
  'wrong-id': (state) => withRaft(state, { serverId: 7 }),
  'ruined-term': (state) => withRaft(state, { term: 4294967295 }),
  'old-member': (state) => ({ ...state, guard: { state: 'member', clusterId: 'c0', serverId: 1 } }),
  unreadable: (state) => ({ ...state, guard: { ...state.guard, state: 'unreadable' } }),
  data: (state) => ({ ...state, database: { ...state.database, pristine: false, contents: ['vm 3 (web)'] } }),
  'half-seeded': (state) => ({
    ...state,
    database: { ...state.database, pristine: false, contents: ['zone server 0 (hapy1)'] },
    seeds: { ...state.seeds, imported: undefined },
  }),
  mysql: (state) => ({ ...state, database: { ...state.database, backend: 'mysql' } }),
  older: (state) => ({ ...state, oned: { ...state.oned, version: '6.8.0' } }),
  duplicate: (state) => withServers(state, (servers) => [...servers, { ...servers[0]!, id: 9 }]),
  foreign: (state) =>
    withServers(state, (servers) => [
      ...servers,
      { id: 8, name: 'old', endpoint: 'http://10.9.9.9:2633/RPC2' },
    ]),
};

function withRaft(state: NodeState, change: object): NodeState {
  const { raft } = state.oned;
  return raft === undefined ? state : { ...state, oned: { ...state.oned, raft: { ...raft, ...change } } };
}

type Servers = NonNullable<NodeState['zone']>['servers'];

function withServers(state: NodeState, change: (servers: Servers) => Servers): NodeState {
  if (state.zone === undefined) return state;
  return { ...state, zone: { ...state.zone, servers: change(state.zone.servers) } };
}

/** A spec of Debian or Ubuntu servers with OpenNebula's own packages. */
function plainFrontEnds(count: number): Spec {
  return { ...specOf(count), platform: 'opennebula' };
}

function nodeOf(name: string): SpecNode {
  const number = Number(name.replace(/\D/g, ''));
  return { name, fqdn: `${name}.ac-test.fr`, address: `10.0.1.${number}` };
}

function nodeByName(world: ModelWorld, name: string): { readonly address: string } {
  return world.nodes.get(name)?.spec ?? { address: '10.9.9.9' };
}

/** "remove hapy4", "remove hapy4 dead", "add hapy4 hapy5", "replace hapy2 [hapy9]", "reconfigure 7 [NODE…]", "repair". */
function intentOf([verb, ...words]: readonly string[]): Intent {
  const [node = '', other] = words;
  const fence = `${node}: power cut`;
  switch (verb) {
    case 'add':
      return { verb, nodes: words.map(nodeOf) };
    case 'remove':
      return { verb, node, dead: other === 'dead', fence: other === 'dead' ? fence : '' };
    case 'replace':
      return { verb, node, replacement: nodeOf(other ?? node), fence };
    case 'reconfigure':
      return { verb, id: node, nodes: words.slice(1), parallel: false };
    case 'instantiate':
      return { verb, nodes: words, parallel: false };
    case 'repair':
    case 'adopt':
      return { verb };
    case undefined:
    default:
      throw new Error(`no verb ${verb}`);
  }
}

class Scenario {
  #intent: Intent | undefined;
  #world = new ModelWorld(specOf(3), { instantiated: true });

  run(line: string): string[] {
    const [command = '', ...words] = line.split(' ');
    switch (command) {
      case 'nodes':
        this.#intent = undefined;
        this.#world = new ModelWorld(specOf(Number(words[0])), { instantiated: words[1] !== 'pristine' });
        return [];
      case 'storage':
        this.#intent = undefined;
        this.#world = new ModelWorld(storageSpecOf(Number(words[0]), words[1]), { instantiated: true });
        return [];
      case 'reject':
        words.forEach((name) => this.#world.storage.rejected.add(`${name}.ac-test.fr`));
        return [];
      case 'unmount':
        words.forEach((name) => this.#world.storage.mounted.delete(name));
        return [];
      case 'version':
        this.#world.openNebula = words[0]!;
        return [];
      case 'front-ends':
        this.#world = new ModelWorld(plainFrontEnds(Number(words[0])), { instantiated: true });
        return [];
      case 'grow':
        return this.#grow(Number(words[0]));
      case 'machine':
        words.forEach((name) => this.#world.addMachine(nodeOf(name)));
        return [];
      case 'coordinator':
        this.#world.spec = coordinatorMoved(this.#world.spec, words[0]!);
        return [];
      case 'verb':
        return this.#ask(words);
      case 'drop':
        this.#intent = undefined;
        return [];
      case 'set':
        Object.assign(this.#world.node(words[0]!), JSON.parse(words[1]!));
        return [];
      case 'host':
        this.#world.write(({ hosts }) => ({
          hosts: hosts.map((host) =>
            host.name.startsWith(`${words[0]}.`)
              ? { ...host, runningVms: Number(words[1]), vmIds: words.slice(2).map(Number) }
              : host,
          ),
        }));
        return [];
      case 'volume-option':
        this.#world.storage.setByHand({ [words[0]!]: words[1]! });
        return [];
      case 'forget-datastore':
        this.#world.write(({ datastores = [] }) => ({
          datastores: datastores.filter(({ name }) => name !== words[0]),
        }));
        return [];
      case 'entry':
        this.#world.write(({ servers }) => ({
          servers: [
            ...servers,
            {
              id: nextId(servers),
              name: 'by hand',
              endpoint: endpointOf(nodeByName(this.#world, words[0]!)),
            },
          ],
        }));
        return [];
      case 'behind':
        words.forEach((name) => this.#world.fallBehind(name));
        return [];
      case 'by-hand':
        return this.#byHand();
      case 'apply':
        return this.#apply(this.#plan(), words[0]);
      case 'undo':
        return this.#apply(this.#undo(), words[0]);
      case 'stop':
        words.forEach((name) => this.#world.stop(name));
        return [];
      case 'silence':
        words.forEach((name) => this.#world.silent.add(name));
        return [];
      case 'hear':
        words.forEach((name) => this.#world.silent.delete(name));
        return [];
      case 'trap':
        this.#world.traps.set(words[0]!, traps[words[1]!]!);
        return [];
      case 'plan':
        return show(words[0] === 'undo' ? this.#undo() : this.#plan());
      case 'safe-points':
        return showSafePoints(this.#plan());
      default:
        throw new Error(`no command ${line}`);
    }
  }

  #plan(): Plan {
    const options = { discardDatabases: new Map<string, string>(), intent: this.#intent };
    return planCluster(this.#world.spec, this.#world.observe(), this.#world.nowMs, options);
  }

  /** What a verb's run does first: the spec is changed. */
  #ask(words: readonly string[]): string[] {
    const intent = intentOf(words);
    const { spec, refusal } = changeSpec(this.#world.spec, intent);
    if (refusal !== undefined) return [`refused ${refusal.code} ${JSON.stringify(refusal.parameters)}`];
    this.#world.spec = spec;
    this.#intent = intent;
    return [];
  }

  /** The zone runs, and nothing of ours has ever been there. */
  #byHand(): string[] {
    for (const node of this.#world.nodes.values()) {
      node.guard = 'free';
      node.imported = node.exported = undefined;
      node.reconfiguredFor = node.peersDigest = '';
      node.electionTimeoutMs = 5000;
    }
    return [];
  }

  #undo(): Plan {
    return planUndo(this.#world.spec, this.#world.observe(), this.#world.nowMs);
  }

  #grow(count: number): string[] {
    const grown = new ModelWorld(specOf(this.#world.spec.nodes.length + count), { instantiated: true });
    for (const [name, node] of this.#world.nodes) grown.nodes.set(name, node);
    grown.raft.settle();
    this.#world = grown;
    return [];
  }

  #apply({ actions }: Plan, limit = 'Infinity'): string[] {
    let done = 0;
    for (const action of actions.slice(0, Number(limit))) {
      const snapshot = new Snapshot(this.#world.spec, this.#world.observe());
      if (action.postcondition.every((condition) => verdictIn(condition, snapshot).holds)) continue;
      this.#world.apply(action);
      done += 1;
    }
    return [`applied ${done} of ${actions.length}, leader ${this.#world.leader ?? 'none'}`];
  }
}

function show(plan: Plan): string[] {
  const numbers = new Map(plan.actions.map((action, index) => [action.id, index + 1]));
  const actions = plan.actions.map((action, index) => {
    const after = action.after.map((id) => numbers.get(id)).join(' ');
    const at = action.at === action.node ? '' : ` at ${action.at}`;
    return `${String(index + 1).padStart(3)} ${action.id}${at}${after === '' ? '' : `  after ${after}`}`;
  });
  const findings = plan.findings.map(
    (finding) => `  ${finding.severity} ${finding.code} ${JSON.stringify(finding.parameters)}`,
  );
  const left = plan.leftAlone.map((each) => `  left alone ${each.node}: ${each.reason}`);
  return [`way: ${plan.way}`, ...findings, ...left, ...actions];
}

/** What a run still does that is asked to stop when so many actions have begun, in the plan's order. */
function showSafePoints(plan: Plan): string[] {
  const { actions } = plan;
  const goesOn = (count: number) => {
    const needed = neededForSafety(plan, new Set(actions.slice(0, count).map(({ id }) => id)));
    const numbers = actions.flatMap((action, at) => (needed(action) ? [at + 1] : []));
    return numbers.length === 0 ? 'stops at once' : `goes on with ${numbers.join(' ')}`;
  };
  const lines: { from: number; to: number; what: string }[] = [];
  for (let count = 0; count <= actions.length; count += 1) {
    const what = goesOn(count);
    const last = lines.at(-1);
    if (last?.what === what) last.to = count;
    else lines.push({ from: count, to: count, what });
  }
  return lines.map(({ from, to, what }) => `after ${from === to ? from : `${from} to ${to}`}: ${what}`);
}

describe('plan scenarios', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
    it(file.replace('.txt', '').replaceAll('-', ' '), () => {
      const path = join(folder, file);
      const blocks = readFileSync(path, 'utf8').trimEnd().split('\n\n');
      const scenario = new Scenario();
      const transcript = blocks.map((block) => {
        const [commands] = block.split('\n----');
        const lines = commands!.split('\n');
        const printed = lines.filter((line) => !line.startsWith('#')).flatMap((line) => scenario.run(line));
        return [...lines, '----', ...printed].join('\n');
      });
      const actual = `${transcript.join('\n\n')}\n`;
      if (process.env['REWRITE'] !== undefined) writeFileSync(path, actual);
      assert.equal(actual, readFileSync(path, 'utf8'));
    });
  }
});
