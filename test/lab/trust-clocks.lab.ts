import assert from 'node:assert/strict';
import { cp, readFile, rm } from 'node:fs/promises';

import { ClockedSandbox, type Days, haveFakeClock, until } from '../clocked/clocked-sandbox.ts';
import { seedOfCommit } from '../seed-of-commit.ts';

/*
 * Wrong clocks and long sleeps: coordinator, agent and operator each see a day of their own. Each case works, or ends
 * in an error that names a way out, which is then gone. A sample that changes with the commit; HAPY_CLOCKS=all takes
 * every case:
 *   HAPY_CLOCKS=all npx mocha --no-config --extension ts test/lab/trust-clocks.lab.ts
 */

const node = 'hapy2';
const programs = ['coordinator', `agent-${node}`] as const;

interface Case {
  readonly coordinator: Days;
  readonly agent: Days;
  readonly operator: Days;
  /** Why the coordinator does not start at all; it does where this is absent. */
  readonly refusesToStart?: string;
  /** What becomes of the node, and of the operator who asks: '' when it works. */
  readonly node: string;
  readonly person: string;
  /** The day that it really is; clocks that differ are put right as a way out. */
  readonly today: Days;
}

/** The refusals of a server, of a certificate that is not valid yet or no longer, and that of a client. */
const early = 'HAPY-E103';
const late = 'HAPY-E102';
const clientDate = 'HAPY-E506';

const cases: readonly Case[] = [
  // Time has passed for all.
  { coordinator: 20, agent: 20, operator: 20, today: 20, node: '', person: '' },
  { coordinator: 40, agent: 40, operator: 40, today: 40, node: clientDate, person: late },
  { coordinator: 400, agent: 400, operator: 400, today: 400, node: clientDate, person: late },
  // The coordinator's clock is wrong.
  // The root is of today: for a coordinator of yesterday it does not count yet.
  { coordinator: -1, agent: 0, operator: 0, today: 0, refusesToStart: 'HAPY-E146', node: '', person: '' },
  { coordinator: 20, agent: 0, operator: 0, today: 0, node: early, person: clientDate },
  { coordinator: 40, agent: 0, operator: 0, today: 0, node: clientDate, person: clientDate },
  { coordinator: 400, agent: 0, operator: 0, today: 0, node: clientDate, person: clientDate },
  // The agent's is.
  { coordinator: 0, agent: -1, operator: 0, today: 0, node: early, person: '' },
  { coordinator: 0, agent: 20, operator: 0, today: 0, node: '', person: '' },
  { coordinator: 0, agent: 40, operator: 0, today: 0, node: late, person: '' },
  { coordinator: 0, agent: 400, operator: 0, today: 0, node: late, person: '' },
  // The operator's is.
  { coordinator: 0, agent: 0, operator: -1, today: 0, node: '', person: clientDate },
  { coordinator: 0, agent: 0, operator: 20, today: 0, node: '', person: '' },
  { coordinator: 0, agent: 0, operator: 40, today: 0, node: '', person: clientDate },
  { coordinator: 0, agent: 0, operator: 400, today: 0, node: '', person: clientDate },
  // Time has passed, and one of them does not know it.
  { coordinator: 40, agent: 0, operator: 40, today: 40, node: clientDate, person: late },
  { coordinator: 0, agent: 40, operator: 40, today: 40, node: late, person: clientDate },
  { coordinator: 400, agent: 400, operator: 40, today: 400, node: clientDate, person: clientDate },
];

const title = ({ coordinator, agent, operator, today }: Case) =>
  `day ${today}: coordinator at ${coordinator}, agent at ${agent}, operator at ${operator}`;

/** Every third, beginning at another one with each commit. */
function sample(): readonly Case[] {
  if (process.env['HAPY_CLOCKS'] === 'all') return cases;
  const first = seedOfCommit() % 3;
  return cases.filter((_, at) => at % 3 === first);
}

describe('clocks of another day', function () {
  this.timeout(300_000);
  let sandbox: ClockedSandbox;

  before(async function () {
    if (!haveFakeClock) this.skip();
    sandbox = await ClockedSandbox.start();
    const made = await sandbox.hapyctl(['operator', 'create', 'anne', '--out', sandbox.path('anne.pem')]);
    assert.equal(made.status, 0, made.output);
    for (const { name } of sandbox.nodes) await sandbox.stop(`agent-${name}`);
    for (const name of ['gateway', 'coordinator']) await sandbox.stop(name);
    for (const part of stateParts())
      await cp(sandbox.path(part), sandbox.path(`kept/${part}`), { recursive: true });
  });
  after(() => sandbox?.remove());

  const stateParts = () => ['anne.pem', 'coordinator/state', `nodes/${node}/state/agent`];
  const anne = (words: readonly string[], days: Days) =>
    sandbox.hapyctl([...words, '--identity', sandbox.path('anne.pem')], { days });
  const codeOf = (output: string) => /^HAPY-E\d+/m.exec(output)?.[0] ?? '';

  /** Every case begins on the first day. */
  async function begin(): Promise<void> {
    for (const program of programs) await sandbox.stop(program);
    for (const part of stateParts()) {
      await rm(sandbox.path(part), { recursive: true, force: true });
      await cp(sandbox.path(`kept/${part}`), sandbox.path(part), { recursive: true });
    }
  }

  async function nodeIs(code: string): Promise<void> {
    let found: string | undefined;
    const message = () => `${node} is ${code === '' ? 'well' : code} (${found})`;
    await until(message(), async () => {
      found = (await sandbox.unreachable()).get(node);
      return found === code;
    }).catch(async (error: unknown) => {
      throw new Error(`${message()}\n${(await sandbox.logOf(`agent-${node}`)).slice(-1500)}`, {
        cause: error,
      });
    });
  }

  /** One that refuses says what to do, and starts when that was done. */
  async function startCoordinator({ coordinator, refusesToStart, today }: Case): Promise<void> {
    if (refusesToStart === undefined) return sandbox.startAt('coordinator', coordinator);
    const said = await sandbox.tryStart('coordinator', coordinator);
    assert.ok(said !== 'ready' && said.status === 1, JSON.stringify(said));
    assert.ok(said.output.includes(refusesToStart) && said.output.includes('timedatectl'), said.output);
    await sandbox.startAt('coordinator', today);
  }

  async function namesWayOut(code: string, day: Days): Promise<void> {
    const { output } = await sandbox.hapyctl(['doctor', 'explain', code], { days: day });
    assert.match(output, /timedatectl|certs approve|certs renew/, output);
  }

  /** What the messages say: the clocks are set, whoever waits is approved, the person renews. */
  async function goTheWayOut({ today, coordinator, agent, refusesToStart }: Case): Promise<void> {
    if (coordinator !== today && refusesToStart === undefined) await sandbox.restartAt('coordinator', today);
    if (agent !== today) await sandbox.restartAt(`agent-${node}`, today);
    if (today > 30) {
      const waits = async () => (await sandbox.certificates()).get(`agent/${node}`) === 'waiting';
      await until('the node waits for approval', waits);
      assert.equal((await anne(['certs', 'renew'], today)).status, 5);
      for (const name of [node, 'anne']) {
        const { status, output } = await sandbox.hapyctl(['certs', 'approve', name]);
        assert.equal(status, 0, output);
      }
      const renewed = await anne(['certs', 'renew'], today);
      assert.equal(renewed.status, 0, renewed.output);
    }
  }

  for (const each of sample()) {
    it(title(each), async () => {
      await begin();
      await startCoordinator(each);
      await sandbox.startAt(`agent-${node}`, each.agent);
      await nodeIs(each.node);
      if (each.node !== '') await namesWayOut(each.node, each.coordinator);
      const asked = await anne(['nodes'], each.operator);
      assert.equal(codeOf(asked.output), each.person, asked.output);
      if (each.person !== '') assert.match(asked.output, /timedatectl|certs renew/);
      await goTheWayOut(each);
      await nodeIs('');
      const again = await anne(['nodes'], each.today);
      assert.equal(again.status, 0, again.output);
      assert.match(await readFile(sandbox.path('anne.pem'), 'utf8'), /BEGIN PRIVATE KEY/);
    });
  }
});
