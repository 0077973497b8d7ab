import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..');

describe('the unit of the helper', () => {
  it('may write where docs/units.md says, and nowhere else', () => {
    const unit = 'packaging/hapy-agent/usr/lib/systemd/system/hapy-helper.service';
    const text = readFileSync(join(checkout, unit), 'utf8');
    const written = [...text.matchAll(/^ReadWritePaths=(.*)$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    const page = readFileSync(join(checkout, 'docs/units.md'), 'utf8');
    const told = [...page.matchAll(/^- (`\/.*): /gm)].flatMap(([, paths = '']) =>
      [...paths.matchAll(/`(\/[^`]+)`/g)].map(([, path = '']) => path),
    );
    assert.deepEqual(
      written.map((path) => path.replace(/^-/, '')),
      told,
    );
    assert.equal([...text.matchAll(/^ProtectSystem=strict$/gm)].length, 1);
  });
});

/** The version whose words docs/units.md has: Debian 12's. */
const analyzer = 252;

describe(`the units of agent and helper, judged by systemd-analyze (needs systemd ${analyzer})`, function () {
  const units = ['agent', 'helper'] as const;

  before(function () {
    const { stdout = '' } = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
    if (!new RegExp(`^systemd ${analyzer} `).test(stdout ?? '')) this.skip();
  });

  /** What stays open, as the program names it, and its figure from 0 (closed) to 10. */
  function judged(unit: string): { readonly open: string[]; readonly exposure: number } {
    const file = join(checkout, `packaging/hapy-agent/usr/lib/systemd/system/hapy-${unit}.service`);
    const argv = ['security', '--offline=true', '--no-pager', file];
    const env = { ...process.env, LC_ALL: 'C.UTF-8', SYSTEMD_COLORS: '0' };
    const { stdout } = spawnSync('systemd-analyze', argv, { encoding: 'utf8', env });
    const open = [...stdout.matchAll(/^✗ (\S+)/gm)].map(([, name = '']) => name);
    return { open, exposure: Number(/exposure level for \S+: ([0-9.]+)/.exec(stdout)?.[1]) };
  }

  it('have each right that stays open explained in docs/units.md, and no other', () => {
    const page = readFileSync(join(checkout, 'docs/units.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\S+=\S*)` +\| (x?) +\| (x?) +\| (\S.*\S) +\|$/gm)];
    for (const [at, unit] of units.entries()) {
      const told = rows
        .filter((row) => row[2 + at] === 'x')
        .map(([, name = '']) => name.replaceAll('\\|', '|'));
      assert.deepEqual(judged(unit).open.toSorted(), told.toSorted(), unit);
    }
  });

  it('leave the agent at 2.5 or better', () => {
    const { exposure } = judged('agent');
    assert.ok(exposure <= 2.5, String(exposure));
  });
});
