import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadAgentConfig } from './config.ts';
import { requireSandbox } from './injected-faults.ts';

describe('agent.yaml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hapy-agent-config-'));
  const file = join(folder, 'agent.yaml');

  after(() => rmSync(folder, { recursive: true }));

  const load = (more: string) => {
    writeFileSync(file, `node: hapy1\nlisten: { address: 192.0.2.11 }\n${more}`);
    return loadAgentConfig(file);
  };

  it('of a server asks for no fault, so that its agent starts', async () => {
    assert.equal((await load('')).inject, undefined);
  });

  it('takes faults that are asked for, and a server refuses them', async () => {
    const { inject, listen } = await load('inject: { error: [start-oned] }\n');
    assert.deepEqual(inject, { error: ['start-oned'], repeat: [], unknown: [] });
    assert.throws(() => requireSandbox(file, listen.address), { code: 'HAPY-E354' });
  });
});
