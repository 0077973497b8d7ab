import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { runGluster } from './run-gluster.ts';

describe('asking gluster', () => {
  let folder: string;
  let program: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-gluster-'));
    program = join(folder, 'gluster');
  });
  after(() => rm(folder, { recursive: true }));

  const says = (script: string) => writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const ask = (deadlineMs = 20_000) => runGluster({ program, deadlineMs }, 'volume', 'start', 'one');
  const fails = async (code: string, deadlineMs?: number) => {
    await assert.rejects(ask(deadlineMs), (error) => {
      assert.ok(error instanceof HapyError);
      assert.equal(error.code, code);
      return true;
    });
  };

  it('is asking its program without questions, and reading XML', async () => {
    await says(`echo "$@" > ${folder}/asked; echo '<cliOutput><opRet>0</opRet></cliOutput>'`);
    assert.equal((await ask()).name, 'cliOutput');
    assert.equal(
      await readFile(join(folder, 'asked'), 'utf8'),
      '--mode=script --log-file=/dev/null --timeout=20 --xml volume start one\n',
    );
  });

  it('fails with its words when it refuses, whatever its exit status', async () => {
    await says(`echo '<cliOutput><opRet>-1</opRet><opErrstr>no</opErrstr></cliOutput>'; exit 1`);
    await fails('HAPY-E830');
  });

  it('fails as unknown when it takes too long', async () => {
    await says('exec sleep 60');
    await fails('HAPY-E831', 200);
    await says(
      `echo '<cliOutput><opRet>-1</opRet><opErrstr>Error : Request timed out</opErrstr></cliOutput>'`,
    );
    await fails('HAPY-E831');
  });

  it('fails when glusterd is down, when the answer is none, and when there is no program', async () => {
    await says('echo "Connection failed. Please check if gluster daemon is operational."; exit 1');
    await fails('HAPY-E811');
    await says('echo "<cliOutput><opRet>0</op"');
    await fails('HAPY-E832');
    await rm(program);
    await fails('HAPY-E333');
  });
});
