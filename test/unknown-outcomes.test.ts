import assert from 'node:assert/strict';

import { sendCommand } from '../coordinator/agents/send-command.ts';
import type { AgentCommand } from '../coordinator/executor/ports.ts';
import { capabilities, seedZstd } from '../services/domain/capabilities.ts';
import { type AgentServiceClient, AgentServiceService } from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { Fault } from './doubles/fake-agents.ts';
import { WatchedAgents } from './doubles/watched-agents.ts';
import type { MemoryJournal } from './doubles/memory-journal.ts';
import { quietSchedule } from './kill-points/undisturbed-life.ts';
import { LiveLife } from './simulation/live-life.ts';
import { SimulatedLife } from './simulation/simulated-life.ts';
import { matrixStories, type Story } from './simulation/stories.ts';

/** What of a change is lost: the way there, the way back, or all that its agent knew (more in action-faults.test.ts). */
const faults: readonly Fault[] = ['answer-lost', 'request-lost', 'unknown-but-done', 'watch-breaks'];
/** What is asked for twice in a row, and what is interrupted before it has done anything. */
const again: readonly Fault[] = ['repeats', 'fails'];
/** RPCs with the right to change a node that no coordinator asks for. */
const unasked = ['cancelOperation'];

/** What is told of a life that somebody has watched over the coordinator's shoulder. */
interface Told {
  readonly watched: WatchedAgents;
  readonly journal: MemoryJournal;
  readonly transcript: readonly string[];
}

class WatchedLife extends SimulatedLife {
  readonly watched = new WatchedAgents(this.agents);

  protected override partsOfCoordinator() {
    return { agents: this.watched };
  }
}

/** The same with a Raft in time, in which a follower that was restored is served only once its place is set back. */
class WatchedRepair extends LiveLife {
  watched = new WatchedAgents(this.agents);

  constructor(story: Story) {
    super(quietSchedule(story));
    this.sabotage = (wire) => (this.watched = new WatchedAgents(wire));
  }

  protected override async lives(): Promise<void> {
    await this.begins();
    this.current = this.coordinator();
    await this.start(this.current).catch(() => undefined);
    this.agents.faults.clear();
    await this.ends();
  }
}

/** A way to be asked for an RPC: the story, the action, and whether its run is aborted when its seeds are there. */
interface Case {
  readonly story: Story;
  readonly aborts: boolean;
  readonly actionId: string;
  readonly kind: string;
  readonly rpc: string;
}

/** Lives through a story to its end, one action of which meets a fault. */
async function live(story: Story, aborts: boolean, fault?: readonly [string, Fault]): Promise<Told> {
  if (story.name === 'repair') return repaired(story, fault);
  const life = new WatchedLife(story);
  const { clock, agents, journal, watched } = life;
  if (fault !== undefined) agents.faults.set(...fault);
  if (fault?.[0].startsWith('upload/') === true) watched.losesUpload = true;
  const { runs } = life.coordinator();
  journal.onRecord = ({ kind, actionId }) => {
    if (!aborts || kind !== 'action-started' || actionId !== 'await/seeded') return;
    journal.onRecord = () => undefined;
    void runs.abort(runs.active);
  };
  await clock.runUntil(life.start({ runs }).catch(() => undefined));
  agents.faults.clear();
  await clock.runUntil(life.finish(runs));
  await life.assertWhole(runs);
  if (life.broken !== undefined) throw new Error(life.transcript.join('\n'), { cause: life.broken });
  return life;
}

async function repaired(story: Story, fault?: readonly [string, Fault]): Promise<Told> {
  const life = new WatchedRepair(story);
  if (fault !== undefined) life.agents.faults.set(...fault);
  await life.live();
  return life;
}

/** The name of the agent's RPC that carries a command, as the coordinator sends it. */
async function rpcOf(command: AgentCommand | 'UploadSeed'): Promise<string> {
  if (command === 'UploadSeed') return 'uploadSeed';
  let called = '';
  const methods = new Proxy({} as AgentServiceClient, {
    get: (_target, name) => {
      called = String(name);
      return () => assert.fail('nobody is there');
    },
  });
  const right = { runId: 'r', actionId: 'a', epoch: 1, holder: 'h', deadlineMs: 1000 };
  await sendCommand(methods, command, right, '', { deadlineMs: 1000, what: 'nobody' }).catch(() => undefined);
  return called;
}

/** The first action of each kind in each way of asking. */
async function casesOf(story: Story, aborts: boolean): Promise<readonly Case[]> {
  const { watched, journal } = await live(story, aborts);
  const cases = new Map<string, Case>();
  for (const { command, actionId } of watched.asked) {
    if (command === undefined) continue;
    const id = actionId.replace(/^[^/]+\/\d+\//, '');
    const actions = journal.runs.flatMap(({ plans }) => plans.flatMap(({ plan }) => plan.actions));
    const kind = command === 'UploadSeed' ? 'upload' : (actions.find((each) => each.id === id)?.kind ?? '');
    const named = command === 'UploadSeed' ? `upload/${id}` : id;
    if (!cases.has(kind))
      cases.set(kind, { story, aborts, actionId: named, kind, rpc: await rpcOf(command) });
  }
  return [...cases.values()];
}

async function allCases(): Promise<readonly Case[]> {
  const [founding] = matrixStories;
  assert.ok(founding !== undefined);
  const found = new Map<string, Case>();
  const lists = [
    ...(await Promise.all(matrixStories.map((story) => casesOf(story, false)))),
    await casesOf(founding, true),
  ];
  for (const each of lists.flat()) if (!found.has(each.kind)) found.set(each.kind, each);
  return [...found.values()];
}

/** After a loss nothing more is asked of that node before it was looked at. */
function assertLooked({ watched, transcript }: Told): number {
  const { asked } = watched;
  const losses = [...asked.keys()].filter((at) => asked[at]?.lost === true);
  for (const at of losses) {
    const next = asked.slice(at + 1).find(({ node }) => node === asked[at]?.node);
    if (next?.what === 'change')
      assert.fail([...transcript, `after the loss of ${asked[at]?.actionId}`].join('\n'));
  }
  return losses.length;
}

describe('an outcome that nobody knows', function () {
  this.timeout(15 * 60_000);
  let cases: readonly Case[];
  before(async () => {
    cases = await allCases();
  });

  it('is tried at every RPC that changes a node, and with every kind of action', () => {
    const isChange = (request: object) =>
      'mutation' in request || ('epoch' in request && 'actionId' in request);
    const changing = Object.entries(AgentServiceService)
      .filter(([, rpc]) => rpc.requestStream || isChange(rpc.requestDeserialize(Buffer.alloc(0))))
      .map(([name]) => name);
    const tried = new Set(cases.map(({ rpc }) => rpc));
    assert.deepEqual(changing.filter((name) => !tried.has(name)).sort(), unasked);
    const kinds = new Set(cases.map(({ kind }) => kind));
    assert.deepEqual(
      capabilities.filter((each) => each !== seedZstd && !kinds.has(each)),
      [],
    );
  });

  for (const fault of faults) {
    it(`("${fault}") is followed by a look, and the run ends where it should`, async () => {
      for (const { story, aborts, actionId, kind } of cases) {
        const life = await live(story, aborts, [actionId, fault]).catch((cause: unknown) => {
          throw new Error(`${story.name}: ${actionId}: ${String(cause)}`, { cause });
        });
        const losses = assertLooked(life);
        const shows = fault !== 'watch-breaks' && (kind !== 'upload' || fault === 'answer-lost');
        if (shows) assert.ok(losses > 0, `${story.name}: ${actionId} never met it`);
      }
    });
  }

  for (const fault of again) {
    it(`is no worse than what "${fault}", for every kind of action`, async () => {
      for (const { story, aborts, actionId } of cases) await live(story, aborts, [actionId, fault]);
    });
  }
});
