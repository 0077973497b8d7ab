import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { decodeToken, encodeToken } from '../certs/join-token.ts';
import { aimedAt, assertJoined } from './joining/interrupted-join.ts';
import { JoiningNode } from './joining/joining-node.ts';
import { RealCoordinator } from './joining/real-coordinator.ts';

/*
 * Every wrong token, given to a real hapy-agent: the exit status is that of its code, nothing of the token stands in
 * what is printed, and the node is no member afterwards.
 */

describe('hapy-agent join with a token that does not do', function () {
  this.timeout(6 * 60_000);
  let coordinator: RealCoordinator;
  let other: RealCoordinator;
  let node: JoiningNode;
  let token: string;

  before(async () => {
    coordinator = await RealCoordinator.create();
    other = await RealCoordinator.create();
    await Promise.all([coordinator.start(), other.start()]);
    token = await coordinator.createToken();
  });
  beforeEach(async () => {
    node = await JoiningNode.create();
  });
  afterEach(() => node.remove());
  after(async () => {
    await coordinator.remove();
    await other.remove();
  });

  async function assertRefused(given: string, code: string, status: number): Promise<void> {
    const end = await node.join(given);
    assert.deepEqual([end.outcome, end.status], [code, status], end.output);
    for (let at = 0; at + 12 <= given.length; at += 12)
      assert.ok(!end.output.includes(given.slice(at, at + 12)), 'a part of the token is shown');
    assert.ok(!(await node.files()).includes('cluster.json'));
  }

  const texts: readonly (readonly [string, (right: string) => string, string])[] = [
    ['cut in half', (right) => right.slice(0, right.length / 2), 'HAPY-E156'],
    [
      'with a character changed',
      (right) => right.slice(0, -9) + (right.at(-9) === 'A' ? 'B' : 'A') + right.slice(-8),
      'HAPY-E157',
    ],
    ['that is another text', () => 'Bonjour, voici le jeton que vous vouliez', 'HAPY-E155'],
  ];
  for (const [what, change, code] of texts)
    it(`refuses one ${what}`, () => assertRefused(change(token), code, 2));

  it('refuses one of another node', async () => {
    await assertRefused(await coordinator.createToken('hapy3'), 'HAPY-E180', 2);
  });

  it('refuses one whose secret is another', async () => {
    await assertRefused(encodeToken({ ...decodeToken(token), seed: Buffer.alloc(32, 9) }), 'HAPY-E161', 2);
  });

  it('refuses one that this coordinator never made', async () => {
    await assertRefused(encodeToken({ ...decodeToken(token), tokenId: 'f'.repeat(32) }), 'HAPY-E161', 2);
  });

  it('refuses one of another cluster, whoever answers', async () => {
    await assertRefused(aimedAt(await other.createToken(), coordinator.place), 'HAPY-E178', 3);
  });

  it('says that the coordinator cannot be reached', async () => {
    await assertRefused(aimedAt(token, { ...coordinator.place, port: 1 }), 'HAPY-E175', 3);
  });

  it('takes it with quotes and line breaks, and refuses it to another key afterwards', async () => {
    const pasted = `"${token.replaceAll(/.{1,60}/g, '$&\r\n')}"`;
    assert.equal((await node.join(pasted)).outcome, 'joined');
    await assertJoined(node, coordinator, token);
    await rm(join(node.stateDirectory), { recursive: true });
    await assertRefused(token, 'HAPY-E165', 2);
  });
});
