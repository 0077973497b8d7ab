import assert from 'node:assert/strict';

import { authorizedKeyLines, isKey, knownHostLines, mergeLines } from './peer-lines.ts';

const ed25519 = `ssh-ed25519 ${'A'.repeat(68)}`;
const rsa = `ssh-rsa ${'B'.repeat(372)}==`;
const peer = (name: string, userKeys = [rsa]) => ({
  names: [`${name}.ac-test.fr`, name],
  addresses: ['10.1.2.3'],
  hostKeys: [ed25519],
  userKeys,
});

describe('the lines of ours in oneadmin’s SSH files', () => {
  it('names a peer by all its names and addresses', () => {
    assert.deepEqual(knownHostLines([peer('hapy1')]), [
      `hapy1.ac-test.fr,hapy1,10.1.2.3 ${ed25519} hapy-cluster`,
    ]);
  });

  it('lets each key in once, though all nodes share it', () => {
    assert.deepEqual(authorizedKeyLines([peer('hapy1'), peer('hapy2')]), [`${rsa} hapy-cluster`]);
  });

  it('keeps foreign lines in their order, replaces ours, and changes nothing the second time', () => {
    const before = `# mine\nother ${ed25519}\nhapy9 ${ed25519} hapy-cluster\nfrom="x" ${rsa} me@home`;
    const lines = knownHostLines([peer('hapy1')]);
    const merged = mergeLines(before, lines);
    assert.equal(merged, `# mine\nother ${ed25519}\nfrom="x" ${rsa} me@home\n${lines[0]!}\n`);
    assert.equal(mergeLines(merged, lines), merged);
  });

  it('takes nothing for a key that could be an option, a command or a second line', () => {
    assert.ok(isKey(ed25519) && isKey(rsa));
    for (const text of [
      '',
      'ssh-rsa',
      `command="x" ${rsa}`,
      `${rsa}\n${rsa}`,
      `${rsa} comment`,
      'ssh-dss AAAA',
    ]) {
      assert.ok(!isKey(text), text);
    }
  });
});
