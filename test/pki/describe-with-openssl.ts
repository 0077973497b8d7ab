import { spawnSync } from 'node:child_process';

const isThere = spawnSync('openssl', ['version']).status === 0;

/** Tests whose certificates the openssl program makes; without it they are skipped by their name. */
export function describeWithOpenssl(title: string, tests: () => void): void {
  if (isThere) describe(title, tests);
  else describe(title, () => it('needs the program openssl'));
}
