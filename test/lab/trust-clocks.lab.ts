import assert from 'node:assert/strict';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';

import { stringify } from 'yaml';

import { type ClockCase, clockCases, nameOf, seenCases } from '../clocked/clock-cases.ts';
import { ClockedSandbox, type Days, haveFakeClock, until } from '../clocked/clocked-sandbox.ts';
import { seedOfCommit } from '../seed-of-commit.ts';

/*
 * Wrong clocks and long sleeps: coordinator, agent and operator each see a day of their own. Each case of
 * clocked/clock-cases.ts works, or ends in an error that names a way out, which is then gone. A sample that changes with
 * the commit; all of them, in about ten minutes: npm run test:clocks
 */

const node = 'hapy2';
const programs = ['coordinator', 'gateway', `agent-${node}`] as const;

const title = ({ coordinator, agent, operator, today }: ClockCase) =>
  `day ${today}: coordinator at ${coordinator}, agent at ${agent}, operator at ${operator}`;

/** One of four parts, another one with each commit. */
const parts = 4;
const isAll = process.env['HAPY_CLOCKS'] === 'all';
const isSampled = (at: number) => isAll || at % parts === seedOfCommit() % parts;
const seen = new Set(seenCases.map(([name]) => name));
const cases = isAll ? clockCases : clockCases.filter((each) => seen.has(nameOf(each)));

describe('clocks of another day', function () {
  this.timeout(30 * 60_000);
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

  const agentState = `nodes/${node}/state/agent`;
  const stateParts = () => ['anne.pem', 'coordinator/state', 'gateway/state', agentState];
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
  async function startCoordinator({ coordinator, refusesToStart, today }: ClockCase): Promise<void> {
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
  async function goTheWayOut({
    today,
    coordinator,
    agent,
    refusesToStart,
    nodeWaits,
  }: ClockCase): Promise<void> {
    if (coordinator !== today && refusesToStart === undefined) await sandbox.restartAt('coordinator', today);
    if (agent !== today) await sandbox.restartAt(`agent-${node}`, today);
    if (today > 30) {
      const waits = async () => (await sandbox.certificates()).get(`agent/${node}`) === 'waiting';
      if (nodeWaits) await until('the node waits for approval', waits);
      assert.equal((await anne(['certs', 'renew'], today)).status, 5);
      for (const name of nodeWaits ? [node, 'anne'] : ['anne']) {
        const { status, output } = await sandbox.hapyctl(['certs', 'approve', name]);
        assert.equal(status, 0, output);
      }
      const renewed = await anne(['certs', 'renew'], today);
      assert.equal(renewed.status, 0, renewed.output);
    }
  }

  for (const each of cases.filter((_, at) => isSampled(at))) {
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

  const others: readonly (readonly [string, () => Promise<void>])[] = [
    ['a cluster that was made on a day 400 days ahead is made anew, by what it says', madeAhead],
    ['an API token counts for its time by the coordinator’s clock, and is replaced', tokenOfThirtyDays],
  ];
  for (const [at, [what, live]] of others.entries()) if (isSampled(cases.length + at)) it(what, live);

  async function madeAhead(): Promise<void> {
    const ahead = 400;
    await begin();
    const { nodes, vip } = sandbox.spec;
    const file = sandbox.path('ahead.yaml');
    await writeFile(file, stringify({ clusterId: 'ahead', platform: 'eole', nodes, vip }));
    const set = async (what: string) => {
      await rename(sandbox.path('coordinator/state'), sandbox.path(`${what}-coordinator`));
      await rename(sandbox.path(agentState, 'pki'), sandbox.path(`${what}-pki`));
    };
    await set('enrolled');
    await rm(sandbox.path(agentState, 'cluster.json'));
    await foundTrust(file, ahead);
    for (const program of programs) await sandbox.stop(program);
    // Somebody has put the clocks right.
    const said = await sandbox.tryStart('coordinator');
    assert.ok(said !== 'ready' && said.status === 1, JSON.stringify(said));
    assert.match(said.output, /HAPY-E146[^]*timedatectl[^]*mv[^]*hapyctl init[^]*hapy-agent join/);
    const rescue = await sandbox.hapyctl(['certs', 'rescue']);
    assert.match(rescue.output, /HAPY-E146/, 'no rescue promises what it cannot do');
    await set('ahead');
    await foundTrust(file, 0);
  }

  /** From `init` to a node that answers. */
  async function foundTrust(file: string, days: Days): Promise<void> {
    const type = async (words: readonly string[]) => {
      const { status, output } = await sandbox.hapyctl(words, { days });
      assert.equal(status, 0, output);
    };
    await type(['init', '--from', file]);
    await sandbox.startAt('coordinator', days);
    const token = sandbox.path(`${days}.token`);
    await type(['token', 'create', node, '--out', token]);
    const joined = await sandbox.join(node, token, days);
    assert.equal(joined.status, 0, joined.output);
    await sandbox.startAt(`agent-${node}`, days);
    await nodeIs('');
  }

  async function tokenOfThirtyDays(): Promise<void> {
    await begin();
    const token = async (name: string, days: Days) => {
      const file = sandbox.path(`${name}-${days}.token`);
      const words = ['api-token', 'create', '--name', name, '--expires', '30d', '--out', file];
      const { status, output } = await sandbox.hapyctl(words, { days });
      assert.equal(status, 0, output);
      return (await readFile(file, 'utf8')).trim();
    };
    const at = async (days: Days) => {
      for (const program of ['coordinator', 'gateway']) await sandbox.restartAt(program, days);
    };
    /** A gateway that slept too long is one of those that wait for somebody to agree. */
    const answers = (shown: string, code: string) =>
      until(`the gateway answers ${code || 'well'}`, async () => {
        if ((await sandbox.certificates()).get('gateway') === 'waiting')
          await sandbox.hapyctl(['certs', 'approve', 'gateway']);
        return (await askGateway(shown)) === code;
      });
    await at(0);
    const first = await token('wall', 0);
    await answers(first, '');
    await at(20);
    await answers(first, '');
    await at(40);
    await answers(first, 'HAPY-E763');
    assert.match((await sandbox.hapyctl(['doctor', 'explain', 'HAPY-E763'])).output, /api-token create/);
    await answers(await token('wall', 40), '');
  }

  /** What a program with this token is told: '' when it is served. */
  function askGateway(token: string): Promise<string> {
    const { address = '' } = sandbox.nodes[0] ?? {};
    const headers = { authorization: `Bearer ${token}` };
    // That its certificate is right is tested elsewhere, and it is of another day than ours.
    const where = { host: address, port: 2642, path: '/api/v1/cluster', headers, rejectUnauthorized: false };
    return new Promise((resolve) => {
      get(where, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () =>
          resolve(answer.statusCode === 200 ? '' : (/HAPY-E\d+/.exec(text)?.[0] ?? text)),
        );
      }).on('error', (error) => resolve(error.message));
    });
  }
});
