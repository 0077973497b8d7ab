import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { formedNode, spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { FakeTrust } from './testing/fake-trust.ts';
import { type } from './testing/pretend-person.ts';

/* What a person sees of certificates, persons, audit and backup, as in transcripts.test.ts (REWRITE=1 writes anew). */
const folder = join(import.meta.dirname, 'transcripts');

const words = 'régulier problème laisser malheur éolien géant';

describe('hapyctl about trust, as a person sees it', function () {
  this.timeout(5 * 60_000);
  let trust: FakeTrust;
  let coordinator: FakeCoordinator;

  beforeEach(async () => {
    trust = await FakeTrust.create();
    coordinator = await FakeCoordinator.start(spec.nodes.map(formedNode), trust.binding);
    trust.certificates = [
      { holder: 'coordinator', state: 'valid', daysLeft: 22, words: '' },
      { holder: 'agent/hapy1', state: 'valid', daysLeft: 22, words },
      { holder: 'agent/hapy2', state: 'valid', daysLeft: 1, words },
      { holder: 'agent/hapy3', state: 'waiting', daysLeft: -12, words },
      { holder: 'operator/paul', state: 'revoked', daysLeft: 3, words: '' },
    ];
  });
  afterEach(() => coordinator.stop());

  /** What is typed after "<" goes to the standard input. */
  async function transcript(name: string, language: string, lines: readonly string[]): Promise<void> {
    const parts: string[] = [];
    for (const line of lines) {
      const [command = '', typing] = line.split(' < ');
      const argv = `${command} --lang ${language}`.replaceAll('DIR', coordinator.directory).split(' ');
      const person = typing === undefined ? {} : { typing: `${typing}\n`, terminalColumns: 500 };
      const { status, output, errors } = await type(['--dir', coordinator.directory, ...argv], person);
      const shown = `${output}${errors === '' ? '' : `[stderr]\n${errors}`}`;
      parts.push(`$ hapyctl ${line}\n${shown}[exit ${status}]\n`);
    }
    const text = parts.join('\n').replaceAll(coordinator.directory, 'DIR');
    const file = join(folder, `${name}.${language}.txt`);
    if (process.env['REWRITE'] !== undefined) writeFileSync(file, text);
    assert.equal(text, readFileSync(file, 'utf8'));
  }

  for (const language of ['fr', 'en']) {
    it(`certificates: listed, renewed, approved (${language})`, () => {
      trust.missed = ['hapy3'];
      return transcript('certs', language, [
        'certs',
        'certs renew',
        'certs approve',
        'certs approve hapy1',
        'certs approve hapy3',
      ]);
    });

    it(`the authority: shown, replaced, waiting, taken back (${language})`, async () => {
      await transcript('rotation', language, [
        'certs rotate-ca',
        'certs rotate-ca --yes --one-step',
        'certs rotate-ca --back',
        'certs rotate-ca --back',
        'certs rotate-ca --yes',
      ]);
      trust.stepsDone = 2;
      trust.waitingFor = ['hapy3'];
      await transcript('rotation-waits', language, ['certs rotate-ca --yes']);
    });

    it(`persons: made, listed, withdrawn (${language})`, () => {
      trust.missed = ['hapy3'];
      return transcript('operator', language, [
        'operator create anne --out DIR/anne.pem',
        'operator create anne --out DIR/anne.pem',
        'operator create anne --out DIR/anne2.pem',
        'operator create luc --role auditor --out DIR/luc.pem',
        'operator list',
        'operator revoke anne --reason parti',
        'operator revoke nobody',
        'node revoke hapy2',
        'certs --identity DIR/nosuch.pem',
      ]);
    });

    it(`the audit: read, whole, tampered with (${language})`, async () => {
      const asked = 'CoordinatorService/StartRun';
      trust.note('', [
        {
          who: 'local-admin/root',
          what: 'CoordinatorService/CreateToken',
          result: 'ok',
          details: { node: 'hapy2' },
        },
        { who: 'operator/anne', what: asked, result: 'ok', details: { verb: 'found', run: '1-4f' } },
        { who: 'auditor/luc', what: asked, result: 'HAPY-E110' },
        { who: 'anonymous', what: 'EnrollmentService/Enroll', result: 'HAPY-E161' },
      ]);
      for (const { name } of spec.nodes) {
        const details = { person: 'operator/anne#4f1c09aa', run: '1-4f' };
        trust.note(name, [
          { who: 'coordinator/coordinator', what: 'AgentService/ControlOned', result: 'ok', details },
        ]);
      }
      trust.certificates = trust.certificates.filter(({ holder }) => holder.startsWith('agent/'));
      await transcript('audit', language, [
        'audit',
        'audit --node hapy2',
        'audit --newest 0',
        'audit verify',
      ]);
      trust.missed = ['hapy3'];
      const whole = trust.audits.get('') ?? [];
      await transcript('audit-away', language, ['audit verify']);
      trust.audits.set('', [...whole.slice(0, 1), ...whole.slice(2)]);
      await transcript('audit-removed', language, ['audit verify']);
      trust.audits.set('', [whole[1] ?? '', whole[0] ?? '', ...whole.slice(2)]);
      await transcript('audit-reordered', language, ['audit verify']);
      trust.audits.set(
        '',
        whole.map((line) => line.replace('auditor/luc', 'auditor/eve')),
      );
      await transcript('audit-changed', language, ['audit verify']);
    });

    it(`a backup and what is none (${language})`, async () => {
      writeFileSync(join(coordinator.directory, 'notes.txt'), 'not a backup');
      await transcript('backup', language, [
        'backup --out DIR/b.age < short',
        'backup --out DIR/b.age < correct horse battery',
        'restore DIR/nosuch.age --node hapy2 < correct horse battery',
        'restore DIR/notes.txt --node hapy2 < correct horse battery',
        'restore DIR/b.age --node hapy2 < another phrase altogether',
        'certs rescue',
      ]);
    });
  }
});
