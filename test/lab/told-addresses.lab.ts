import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { takeSandboxDown } from '../../sandbox/down.ts';
import { nodeLayout, sandboxLayout } from '../../sandbox/layout.ts';
import { typeCommand } from '../typed-command.ts';

const examples = ['a', 'b', 'c'].map((name) => `sandbox/examples/${name}.eol`);

/* One file, and nobody but the agents knows where the other two nodes are. */
describe('addresses that the agents tell', function () {
  this.timeout(30 * 60_000);
  let directory: string;
  const type = async (words: string, status = 0) => {
    const typed = await typeCommand(`npx ${words}`, directory);
    assert.equal(typed.status, status, `${words}\n${typed.output}`);
    return typed.output;
  };

  before(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'hapy-told-')));
    await type(`hapyctl sandbox up --stage installed --from ${examples.join(' ')}`);
  });
  after(async () => {
    await takeSandboxDown({ directory, keep: false });
    await rm(directory, { recursive: true, force: true });
  });

  it('are unknown at first, and nothing is planned before they are told', async () => {
    await type(`hapyctl init --from ${examples[0]} --node hapy2=agent --node hapy3=agent`);
    await type('hapyctl sandbox start');
    assert.match(await type('hapyctl nodes'), /hapy2 +hapy2\.ac-test\.fr +- .*HAPY-E630/);
    assert.match(await type('hapyctl plan', 3), /HAPY-E630[^]*hapyctl token create hapy2/);
  });

  it('come with the joining, stand in the certificate, and pass the preflight', async () => {
    for (const node of ['hapy1', 'hapy2', 'hapy3']) {
      await type(`hapyctl token create ${node} --out $HAPY_DIR/${node}.token`);
      await type(`hapy-agent join --token-file $HAPY_DIR/${node}.token`);
    }
    await type('hapyctl sandbox start');
    assert.match(await type('hapyctl nodes'), /hapy2\.ac-test\.fr +127\.77\.\d+\.117 [^]*127\.77\.\d+\.118 /);
    const { agentState } = nodeLayout(sandboxLayout(directory), 'hapy3');
    const certificate = new X509Certificate(await readFile(join(agentState, 'pki/certificate.pem')));
    assert.match(certificate.subjectAltName ?? '', /IP Address:127\.77\.\d+\.118$/);
    await type('hapyctl preflight');
  });
});
