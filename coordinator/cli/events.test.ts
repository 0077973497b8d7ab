import assert from 'node:assert/strict';

import { eventKinds, newEvent } from '../../services/domain/events/event.ts';
import { eventMessages, eventText } from '../../services/base/messages/events.ts';
import { spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { type } from './testing/pretend-person.ts';

describe('hapyctl events', () => {
  let coordinator: FakeCoordinator;

  beforeEach(async () => {
    coordinator = await FakeCoordinator.start(spec.nodes.map(() => undefined));
    coordinator.tell([
      newEvent('coordinator-started', { parameters: { version: '0.1.0' } }),
      newEvent('node-enrolled', { node: 'hapy2', parameters: { expiresAt: '2026-12-23' } }),
      newEvent('run-started', {
        runId: '1-abc',
        parameters: { startedBy: 'root', way: 'found', actions: '30' },
      }),
      newEvent('finding-opened', {
        ...{ code: 'HAPY-E500', node: 'hapy3', severity: 'error' },
        parameters: { what: 'hapy3', where: '10.77.0.13:2641' },
      }),
    ]);
  });
  afterEach(() => coordinator.stop());

  const ask = (line: string) => type(['--dir', coordinator.directory, ...line.split(' ')], {});
  const withoutTimes = (output: string) => output.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'TIME');

  it('tells what happened, oldest first, in both languages', async () => {
    const english = await ask('events --lang en');
    assert.equal(english.status, 0);
    const lines = withoutTimes(english.output).split('\n');
    assert.deepEqual(lines.slice(0, 3), [
      '     1  TIME    coordinator started, version 0.1.0',
      '     2  TIME    hapy2  has joined the cluster; certificate until 2026-12-23',
      '     3  TIME    run 1-abc started by root (found, 30 actions)',
    ]);
    assert.match(lines[3] ?? '', /^ {5}4 {2}TIME {2}✖ hapy3 {2}found: HAPY-E500 .*10\.77\.0\.13:2641/);
    const french = withoutTimes((await ask('events -n 2')).output);
    assert.match(french, /^ {5}3 {2}TIME {4}exécution 1-abc commencée par root \(found, 30 actions\)\n/);
  });

  it('begins with the number that was asked for, and gives scripts one object a line', async () => {
    const { output } = await ask('events --from 3 -o json');
    const objects = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      objects.map(({ number, kind, severity, run }) => [number, kind, severity, run]),
      [
        [3, 'run-started', 'info', '1-abc'],
        [4, 'finding-opened', 'error', ''],
      ],
    );
  });

  it('refuses a number that there is not yet, with where the stream stands', async () => {
    const { status, errors } = await ask('events --from 9 --lang en');
    assert.equal(status, 1);
    assert.match(errors, /HAPY-E721 .*Event 8 is not of this stream, whose newest is 4/);
  });

  it('follows over a coordinator that goes away, and shows every event once', async () => {
    coordinator.breakEventsAfter = 2;
    const interrupt = new AbortController();
    const { output, status } = await type(
      ['--dir', coordinator.directory, 'events', '--follow', '--lang', 'en'],
      { interrupt, onShown: (text) => text.startsWith('     4') && interrupt.abort() },
    );
    assert.equal(status, 0);
    assert.deepEqual(
      output
        .trimEnd()
        .split('\n')
        .map((line) => Number(line.slice(0, 6))),
      [1, 2, 3, 4],
    );
  });

  it('has a text for every kind, in both languages', () => {
    assert.deepEqual(Object.keys(eventMessages).toSorted(), [...eventKinds].toSorted());
    for (const kind of eventKinds) {
      const known: Record<string, string> = { status: 'active', count: '2', actions: '2' };
      for (const language of ['fr', 'en'] as const) {
        const names = [...eventMessages[kind][language].matchAll(/\{(\w+)/g)].map(([, name = '']) => name);
        const filled = Object.fromEntries(names.map((name) => [name, known[name] ?? 'x']));
        const text = eventText({ ...newEvent(kind), parameters: filled }, language);
        assert.ok(text !== '' && !text.includes('{'), `${kind} ${text}`);
      }
    }
  });
});
