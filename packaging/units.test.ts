import assert from 'node:assert/strict';
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
