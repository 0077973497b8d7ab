import assert from 'node:assert/strict';

import { decodeAnswer } from '../sandbox/double/wire/decode.ts';
import { parseXml, type XmlElement } from '../sandbox/double/wire/xml.ts';
import { type Exchange, exchange } from './contract/exchange.ts';
import { normalised } from './contract/normalise.ts';
import { type Act, type Asked, otherCredentials, story } from './contract/recorded-story.ts';
import { RecordedZone } from './contract/recorded-zone.ts';
import { recording, recordingNames } from './contract/recordings.ts';

const recordedNetwork = '10.77.0';
/** How long an answer may take on a busy machine, and how long a write must hang. */
const [answerMs, hangMs] = [10_000, 700] as const;

/** The two that were no POST to /RPC2. */
const elsewhere: Readonly<Record<string, { readonly method: 'GET' | 'POST'; readonly path: string }>> = {
  'solo.error.http-get': { method: 'GET', path: '/RPC2' },
  'solo.error.wrong-path': { method: 'POST', path: '/foo' },
};

/**
 * The double goes the way that the real zone of the recordings went, and is asked in each state what that was
 * asked then. The answers are the same, byte for byte, but for what no two runs have in common.
 */
describe('the double in the recorded states', function () {
  this.timeout(3 * 60_000);

  describe('of one zone, in order', () => tell(story));
  describe('of a zone that is destroyed', () => tell([otherCredentials]));

  it('has been asked all that was recorded', () => {
    const asked = new Set([...story, otherCredentials].flatMap((act) => act.asked.map(({ name }) => name)));
    assert.deepEqual(
      recordingNames().filter((name) => !asked.has(name)),
      [],
    );
  });
});

function tell(acts: readonly Act[]): void {
  let zone: RecordedZone;
  before(async () => {
    zone = await RecordedZone.create();
  });
  after(() => zone.remove());
  for (const act of acts) {
    describe(act.state, () => {
      let node: number;
      before(async () => {
        node = await act.prepare(zone);
      });
      for (const asked of act.asked) {
        const recorded = recording(asked.name);
        if (recorded === undefined) {
          it.skip(`${asked.name} (the recording is not here)`);
          continue;
        }
        it(`answers ${asked.name}`, async () => {
          const answer = await replay(zone, asked, node, recorded.request);
          if (recorded.response === undefined) assert.equal(answer, undefined, 'a write hangs');
          else
            compare(
              asked,
              recorded.response,
              answer,
              zone.network,
              typeof asked.ask === 'number' ? asked.ask : node,
            );
        });
      }
    });
  }
}

async function replay(
  zone: RecordedZone,
  { name, ask }: Asked,
  node: number,
  request: string,
): Promise<Exchange | undefined> {
  const { method, path } = elsewhere[name] ?? { method: 'POST', path: '/RPC2' };
  const rpc = ask === 'vip' ? zone.vipEndpoint : zone.endpoint(ask ?? node);
  const body = method === 'GET' ? '' : zone.readdressed(request);
  const waitMs = recording(name)?.response === undefined ? hangMs : answerMs;
  return exchange(rpc.replace('/RPC2', path), method, body, waitMs);
}

function compare(
  { name, recordedOn }: Asked,
  recorded: Exchange,
  answer: Exchange | undefined,
  network: string,
  node: number,
): void {
  assert.ok(answer !== undefined, 'no answer');
  const expected = normalised(recorded, { network: recordedNetwork, serverId: serverIdOf(name, recordedOn) });
  const found = normalised(answer, { network, serverId: serverIdOf(name, node) });
  if (name.endsWith('.system.config')) compareConfiguration(expected, found);
  else assert.deepEqual(found, expected);
}

function serverIdOf(name: string, node: number): number {
  if (name.startsWith('solo')) return -1;
  return name.startsWith('wrong-server-id') ? 7 : node;
}

/** What the real one was configured with and the double is not: its engine, and dummy drivers. */
const ownConfiguration =
  /^(DB|IM_MAD|VM_MAD|TM_MAD|ONE_KEY|LOG|SCRIPTS_REMOTE_DIR|RAFT\/ELECTION_TIMEOUT_MS)\b/;

/** The double knows less of oned's configuration; what it knows, it says in the same words. */
function compareConfiguration(expected: Exchange, found: Exchange): void {
  assert.equal(found.head, expected.head);
  const recorded = new Set(settingsIn(expected.body));
  const said = settingsIn(found.body).filter((setting) => !ownConfiguration.test(setting));
  assert.ok(said.some((setting) => setting.startsWith('FEDERATION/SERVER_ID ')));
  assert.deepEqual(
    said.filter((setting) => !recorded.has(setting)),
    [],
  );
}

/** Every value of a configuration with the path of its name. */
function settingsIn(body: string): string[] {
  const answer = decodeAnswer(body);
  assert.ok(answer.type === 'array' && answer.value[1]?.type === 'string');
  const leaves = (element: XmlElement, path: string): string[] =>
    element.children.length === 0
      ? [`${path} ${element.text}`]
      : element.children.flatMap((child) => leaves(child, `${path}${path === '' ? '' : '/'}${child.name}`));
  return leaves(parseXml(answer.value[1].value), '');
}
