import assert from 'node:assert/strict';

import type { HealthFinding } from '../../services/domain/health/finding.ts';
import { judgeHealth } from '../../services/domain/health/judge.ts';
import type { HealthInput, Sample } from '../../services/domain/health/view.ts';
import type { NodeState, RaftState } from '../../services/domain/observed.ts';
import { healthyCluster, noonMs } from './healthy-cluster.ts';
import { withStorage } from './healthy-storage.ts';

/**
 * One observation told in lines: a healthy cluster of three, and what differs from it. `hapy2.oned.process =
 * "stopped"` sets one fact, with a JSON value; `hapy2.addresses += {…}` adds to a list; the other lines are
 * words.
 */
export class HealthScenario {
  #input: HealthInput = healthyCluster();

  tell(line: string): void {
    const set = /^(hapy\d)\.(\S+) (\+?=) (.+)$/.exec(line);
    if (set !== null) {
      const [, node = '', path = '', sign, value = ''] = set;
      this.#change(node, (state) => changeAt(state, path.split('.'), sign === '+=', valueOf(value)));
      return;
    }
    const [word = '', ...rest] = line.split(' ');
    this.#word(word, rest);
  }

  #word(word: string, [first = '', second = '', ...more]: readonly string[]): void {
    switch (word) {
      case 'nodes':
        this.#input = healthyCluster(Number(first));
        return;
      case 'storage':
        this.#input = withStorage(this.#input, first === '' ? undefined : first);
        return;
      case 'healed':
        this.#rememberHeal(Number(first), Number(second));
        return;
      case 'silent':
        this.#report(first, () => ({
          atMs: noonMs,
          state: undefined,
          unreachable: { code: second, parameters: {} },
        }));
        return;
      case 'heard':
        this.#report(first, ({ state }) => ({ atMs: noonMs - Number(second) * 1000, state }));
        this.#change(first, (state) => ({ ...state, observedAtMs: noonMs - Number(second) * 1000 }));
        return;
      case 'clock':
        this.#change(first, (state) => ({ ...state, observedAtMs: noonMs + Number(second) * 1000 }));
        return;
      case 'past':
        this.#remember(first, Number(second), more);
        return;
      case 'run':
        this.#input = { ...this.#input, running: true };
        return;
      case 'proved':
        this.#input = {
          ...this.#input,
          provedAtMs: first === 'never' ? 0 : noonMs - Number(first) * 86_400_000,
        };
        return;
      default:
        assert.fail(`no word ${word}`);
    }
  }

  judge(): readonly HealthFinding[] {
    return judgeHealth(this.#input).findings;
  }

  #change(node: string, change: (state: NodeState) => NodeState): void {
    this.#report(node, (report) => ({ ...report, state: report.state && change(report.state) }));
  }

  #report(node: string, change: (report: { atMs: number; state: NodeState | undefined }) => object): void {
    const reports = this.#input.observed.reports.map((report) =>
      report.node === node ? { node, ...change(report) } : report,
    ) as HealthInput['observed']['reports'];
    this.#input = { ...this.#input, observed: { reports } };
  }

  /** `healed 120 40`: two minutes ago 40 entries were still to be copied. */
  #rememberHeal(secondsAgo: number, pending: number): void {
    const sample = { atMs: noonMs - secondsAgo * 1000, node: 'hapy1', pending };
    this.#input = { ...this.#input, pastHeals: [...(this.#input.pastHeals ?? []), sample] };
  }

  /** `past hapy1 30 leader 4 118`: what its oned said 30 seconds ago, with term and index, or `silent`. */
  #remember(node: string, secondsAgo: number, [state, term, logIndex]: readonly string[]): void {
    const told = { state: state as RaftState, term: Number(term), logIndex: Number(logIndex) };
    const raft = state === 'silent' ? undefined : told;
    const sample: Sample = { atMs: noonMs - secondsAgo * 1000, node, raft };
    const past = [...this.#input.past, sample].sort((one, other) => one.atMs - other.atMs);
    this.#input = { ...this.#input, past };
  }
}

function valueOf(text: string): unknown {
  return text === 'absent' ? undefined : JSON.parse(text);
}

function changeAt<T>(target: T, path: readonly string[], add: boolean, value: unknown): T {
  const [key = '', ...rest] = path;
  const copy = (Array.isArray(target) ? [...target] : { ...target }) as Record<string, unknown>;
  assert.ok(key in copy, `there is no ${key}`);
  if (rest.length > 0) copy[key] = changeAt(copy[key], rest, add, value);
  else if (add) copy[key] = [...(copy[key] as unknown[]), value];
  else copy[key] = value;
  return copy as T;
}

/** One finding in a line or two, as scenarios show it. */
export function showFinding({ severity, code, node, evidence, followsFrom, check }: HealthFinding): string {
  const about = node === '' ? 'zone' : node;
  const seen = Object.entries(evidence).map(([name, value]) => `${name}: ${value}`);
  const why = followsFrom === '' ? '' : `  (follows from ${followsFrom})`;
  return `${severity} ${code} ${check} ${about}${why}${seen.length === 0 ? '' : `  [${seen.join(' · ')}]`}`;
}
