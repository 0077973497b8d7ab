import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// `npm run check:proto`: the contract is formatted and linted, breaks nothing that the locked descriptor
// promises, and the generated code is what the files would give today.

const here = import.meta.dirname;
const generated = join(here, '..', 'services', 'rpc', 'gen');
const environment = {
  ...process.env,
  PATH: `${join(here, '..', 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
};

function buf(...argv: string[]): void {
  execFileSync('buf', argv, { cwd: here, env: environment, stdio: 'inherit' });
}

function contentsOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

const scratch = mkdtempSync(join(tmpdir(), 'hapy-proto-'));
try {
  buf('format', '--diff', '--exit-code');
  buf('lint');
  buf('breaking', '--against', 'lock.binpb');
  // The plug-in's output folder stands in buf.gen.yaml; a copy of that file points it elsewhere.
  const template = readFileSync(join(here, 'buf.gen.yaml'), 'utf8').replace('../services/rpc/gen', scratch);
  const templateFile = join(dirname(scratch), `${scratch.split('/').pop()}.yaml`);
  writeFileSync(templateFile, template);
  try {
    buf('generate', '--template', templateFile);
  } finally {
    rmSync(templateFile);
  }
  const fresh = contentsOf(scratch);
  const committed = contentsOf(generated);
  const stale = [...new Set([...fresh.keys(), ...committed.keys()])].filter(
    (file) => fresh.get(file) !== committed.get(file),
  );
  if (stale.length > 0) {
    process.stderr.write(`generated code is not current (npm run generate:proto): ${stale.join(', ')}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true });
}
