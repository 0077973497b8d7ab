import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { planCluster } from '../../../services/domain/plan-cluster.ts';
import type { Session } from '../session.ts';
import { freshNode, nowMs, spec } from '../testing/cluster-fixture.ts';
import { eventsOf } from '../testing/run-events.ts';
import { LiveScreen } from './live-screen.ts';
import { endedLine, eventLines, fineSigns, liveFrame } from './progress-lines.ts';
import { openDisplay } from './progress.ts';
import { openRunView, seeEvent } from './run-view.ts';
import { widthOf } from './table.ts';

const reports = spec.nodes.map((node) => ({ node: node.name, atMs: nowMs, state: freshNode(node) }));
const plan = planCluster(spec, { reports }, nowMs);

function sessionOf(columns: number, written: string[]): Session {
  const stream = { write: (text: string) => written.push(text), isTTY: true, columns, rows: 24 };
  return {
    language: 'fr',
    directory: undefined,
    input: new PassThrough(),
    output: stream,
    errors: stream,
    environment: { TERM: 'xterm', LANG: 'fr_FR.UTF-8' },
    clock: { now: () => nowMs, delay: () => Promise.resolve() },
    interrupted: () => new AbortController().signal,
  };
}

describe('live progress', () => {
  it('shows what is done where, for how long, and what waits for what, in 80 columns', () => {
    const session = sessionOf(80, []);
    const text: string[] = [];
    let view = openRunView('run-7', plan.actions);
    for (const event of eventsOf(plan)) {
      view = seeEvent(view, event);
      const action = view.actions.get(event.actionId);
      if (event.kind === 'action-finished' && action !== undefined) {
        text.push(endedLine(session, view, action, fineSigns));
      }
      if (event.kind !== 'action-started' || Number(event.sequence) % 10 !== 0) continue;
      const frame = liveFrame(session, view, fineSigns, Number(event.atMs) + 3000);
      for (const line of frame) assert.ok(widthOf(line) <= 80, line);
      text.push('┄ redrawn ┄', ...frame, '┄');
    }
    const file = join(import.meta.dirname, '../transcripts/progress.fr.txt');
    const transcript = `${text.join('\n')}\n`;
    if (process.env['REWRITE'] !== undefined) writeFileSync(file, transcript);
    assert.equal(transcript, readFileSync(file, 'utf8'));
  });

  it('erases exactly what it drew and gives the cursor back', () => {
    const written: string[] = [];
    const screen = new LiveScreen(sessionOf(80, written).output);
    screen.draw([], ['one', 'two']);
    screen.draw(['stays'], ['three']);
    screen.close();
    screen.close();
    assert.deepEqual(written, [
      '\x1b[?25l',
      'one\ntwo\n',
      '\x1b[2A\r\x1b[0Jstays\nthree\n',
      '\x1b[1A\r\x1b[0J\x1b[?25h',
    ]);
  });

  it('keeps what a program on a node has written from moving the cursor', () => {
    const session = sessionOf(80, []);
    const view = openRunView('run-7', plan.actions);
    const [, started] = eventsOf(plan);
    assert.ok(started !== undefined);
    const line = '\x1b[2Jgone\r\n[30/30]  all done\u202e';
    const told = { ...started, kind: 'action-progress', message: 'operation.output', parameters: { line } };
    const lines = eventLines(session, seeEvent(view, told), told);
    assert.deepEqual(lines, ['[ 0/31]  hapy2   · [2Jgone [30/30]  all done']);
  });

  it('counts no action more while the run as a whole waits, and says what for', () => {
    const session = sessionOf(80, []);
    const view = openRunView('run-7', plan.actions);
    const [, started] = eventsOf(plan);
    assert.ok(started !== undefined);
    const about = { actionId: '', actionKind: '', node: '', parameters: { nodes: 'hapy3' } };
    const told = { ...started, ...about, kind: 'action-waiting', message: 'run.waiting-for-nodes' };
    const seen = seeEvent(view, told);
    assert.deepEqual([seen.total, [...seen.actions.keys()]], [view.total, [...view.actions.keys()]]);
    assert.match(eventLines(session, seen, told).join(), /hapy3/);
  });

  it('never draws more lines than the terminal has, nor wider ones', () => {
    const written: string[] = [];
    const screen = new LiveScreen({ write: (text) => written.push(text), isTTY: true, columns: 40, rows: 3 });
    screen.draw([], ['a', 'b', 'c', 'd'.repeat(60)]);
    screen.close();
    assert.equal(written[1], `c\n${'d'.repeat(38)}…\n`);
  });

  it('leaves the terminal as it was when the watch ends while the run goes on', async () => {
    const written: string[] = [];
    const session = sessionOf(80, written);
    const display = openDisplay(session, 'table');
    let view = openRunView('run-7', plan.actions);
    for (const event of eventsOf(plan).slice(0, 4)) {
      view = seeEvent(view, event);
      await display.see(view, event);
    }
    display.end(view);
    assert.ok(written.at(-1)?.endsWith('\x1b[?25h'));
  });
});
