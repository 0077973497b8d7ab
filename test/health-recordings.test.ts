import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { replayTimeline, type Circumstances } from './doubles/timeline.ts';

// What was recorded on a real three-node zone is fed to the checks, line by line. Each file of
// scenarios/health-recordings tells when which causes were named; REWRITE=1 writes it anew.

const timelines = join(import.meta.dirname, 'recordings', 'timelines');
const transcripts = join(import.meta.dirname, 'scenarios', 'health-recordings');

interface Recording extends Circumstances {
  /** The codes by which it must be recognised, in the order in which they appear. */
  readonly recognised: readonly string[];
}

const recordings: Readonly<Record<string, Recording>> = {
  'T1-kill9-oned-of-leader-no-cleanup': { recognised: ['HAPY-E671', 'HAPY-E647'], down: 'failed' },
  'T3-partition-leader-link-down': { recognised: ['HAPY-E600', 'HAPY-E641'], down: 'silent' },
  'T4-graceful-stop-of-leader-with-follower_cleanup': {
    recognised: ['HAPY-E670', 'HAPY-E646', 'HAPY-E641', 'HAPY-E647'],
  },
  'T6a-last-follower-dies-leader-without-quorum': { recognised: ['HAPY-E670', 'HAPY-E642', 'HAPY-E640'] },
  'T6b-leader-restarts-alone-without-quorum': { recognised: ['HAPY-E670', 'HAPY-E640', 'HAPY-E641'] },
  'T7a-wrong-server-id-7-not-in-zone': { recognised: ['HAPY-E605'] },
  'T7b-wrong-server-id-node-elects-itself-alone-when-isolated': {
    recognised: ['HAPY-E605', 'HAPY-E600'],
    down: 'silent',
  },
  'T7b-heal': { recognised: ['HAPY-E605', 'HAPY-E643', 'HAPY-E647'] },
  'T9-server-del-of-a-running-follower': {
    recognised: ['HAPY-E645', 'HAPY-E641', 'HAPY-E649'],
    pools: { hapy2: [1, 2], hapy3: [1, 2] },
  },
  'T9d-server-del-of-the-leader-itself': {
    recognised: ['HAPY-E644', 'HAPY-E647'],
    ids: { hapy1: 3 },
    pools: { hapy1: [2, 3], hapy2: [2, 3], hapy3: [2, 3] },
  },
  'failure.follower-started-before-being-added': {
    recognised: ['HAPY-E645', 'HAPY-E644'],
    pools: { hapy1: [0], hapy2: [0] },
    nodes: ['hapy1', 'hapy2'],
  },
};

describe('what happened on a real zone', () => {
  for (const [name, recording] of Object.entries(recordings)) {
    it(`is recognised by name: ${name}`, () => {
      const lines = readFileSync(join(timelines, `${name}.timeline.txt`), 'utf8').split('\n');
      const { transcript, codes } = replayTimeline(lines, recording);
      const path = join(transcripts, `${name}.txt`);
      if (process.env['REWRITE'] !== undefined) writeFileSync(path, transcript);
      assert.equal(transcript, readFileSync(path, 'utf8'));
      for (const code of recording.recognised) assert.ok(codes.has(code), `${code} in\n${transcript}`);
    });
  }
});
