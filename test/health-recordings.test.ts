import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { replayTimeline, type Circumstances } from './doubles/timeline.ts';

// What was recorded on a real three-node zone is fed to the checks, line by line. Each file of
// scenarios/health-recordings tells when which causes were named; REWRITE=1 writes it anew.

const timelines = join(import.meta.dirname, 'recordings', 'timelines');
const transcripts = join(import.meta.dirname, 'scenarios', 'health-recordings');

interface Recording extends Circumstances {
  /** The codes by which it must be recognised, in the order in which they appear. */
  readonly recognised: readonly string[];
  /** The recording ends with a zone in which nothing is wrong any more. */
  readonly endsWell?: boolean;
}

const recordings: Readonly<Record<string, Recording>> = {
  'T1-kill9-oned-of-leader-no-cleanup': { recognised: ['HAPY-E671', 'HAPY-E647'], down: 'failed' },
  'T2-restart-of-killed-node': { recognised: ['HAPY-E670'], endsWell: true },
  'T3-partition-leader-link-down': { recognised: ['HAPY-E600', 'HAPY-E641'], down: 'silent' },
  'T3b-heal-partition': { recognised: ['HAPY-E600', 'HAPY-E647'], down: 'silent', endsWell: true },
  'T4-graceful-stop-of-leader-with-follower_cleanup': {
    recognised: ['HAPY-E670', 'HAPY-E646', 'HAPY-E641', 'HAPY-E647'],
  },
  'T6a-last-follower-dies-leader-without-quorum': { recognised: ['HAPY-E670', 'HAPY-E642', 'HAPY-E640'] },
  'T6b-leader-restarts-alone-without-quorum': { recognised: ['HAPY-E670', 'HAPY-E640', 'HAPY-E641'] },
  'T6c-second-server-comes-back-quorum-restored': { recognised: ['HAPY-E670', 'HAPY-E640', 'HAPY-E646'] },
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
  'T9b-removed-server-stopped-cluster-calms': {
    recognised: ['HAPY-E645', 'HAPY-E647'],
    pools: { hapy2: [1, 2], hapy3: [1, 2] },
  },
  'T9d-server-del-of-the-leader-itself': {
    recognised: ['HAPY-E644', 'HAPY-E647'],
    ids: { hapy1: 3 },
    pools: { hapy1: [2, 3], hapy2: [2, 3], hapy3: [2, 3] },
  },
  'failure.credentials-mismatch.recovered-by-proper-join': {
    recognised: ['HAPY-E640', 'HAPY-E646', 'HAPY-E661'],
    nodes: ['hapy1', 'hapy2'],
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
      if (recording.endsWell === true) assert.match(transcript, /nothing is wrong\n$/);
    });
  }

  it('leaves no recorded timeline out', () => {
    const recorded = readdirSync(timelines).filter((name) => name.endsWith('.timeline.txt'));
    assert.deepEqual(
      recorded.map((name) => name.replace('.timeline.txt', '')).sort(),
      Object.keys(recordings).sort(),
    );
  });

  for (const name of ['default-5000ms-on-all', 'staggered-5000-6500-8000ms']) {
    it(`is recognised in every election that was timed: ${name}`, () => {
      const rounds = readFileSync(join(timelines, `election-timing.${name}.txt`), 'utf8')
        .split(/^# /m)
        .slice(1);
      const replays = rounds.map((round) => replayTimeline(round.split('\n'), { down: 'failed' }));
      for (const { transcript, codes } of replays) {
        // What is told first is the cause, from the moment of the kill on: a server whose oned has failed.
        const told = transcript.split('\n').filter((line) => line.includes('HAPY-E'));
        for (const line of told) assert.match(line, /^ *\d+\.\d\d {2}HAPY-E671 hapy\d/, transcript);
        assert.ok(codes.has('HAPY-E671') && codes.has('HAPY-E641'), transcript);
      }
      assert.ok(
        replays.some(({ codes }) => codes.has('HAPY-E647')),
        'two held the address',
      );
    });
  }
});
