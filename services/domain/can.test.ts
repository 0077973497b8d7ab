import assert from 'node:assert/strict';

import { explainError } from '../base/messages/explain-error.ts';
import { isErrorCode } from '../base/errors/table.ts';
import { roleTable } from '../rpc/role-table.ts';
import type { StorageSummary } from './storage/storage-summary.ts';
import { canTable, clusterDeeds, type Deed, nodeDeeds, type Standing, whyNot } from './can.ts';

const healthy: Standing = {
  ...{ role: 'operator', activeRun: '', stoppedRun: '', leader: 'hapy2', wrong: '' },
  coordinator: 'hapy1',
  ...{ nodes: ['hapy1', 'hapy2', 'hapy3', 'hapy4'], outside: [] },
  storage: {
    ...{ volume: 'one', mount: '/var/lib/one/datastores', status: 'Started', replica: 3 },
    ...{ bricks: 3, bricksServed: 3, pending: 0, splitBrain: 0, healedSeenAtMs: 1 },
    mounted: ['hapy1', 'hapy2', 'hapy3', 'hapy4'],
    perBrick: [],
  },
};
const codeOf = (deed: Deed, more: Partial<Standing> = {}, node = '') =>
  whyNot(deed, { ...healthy, ...more }, node)?.code;

describe('what can be done now', () => {
  it('is in a healthy cluster of four everything but what has no object', () => {
    const refused = canTable(healthy).filter(({ refusal }) => refusal !== undefined);
    assert.deepEqual(
      refused.map(({ deed, node, refusal }) => [deed, node, refusal?.code]),
      [
        ['adopt', '', 'HAPY-E776'],
        ['resume', '', 'HAPY-E775'],
        ['abort', '', 'HAPY-E775'],
        ['remove', 'hapy1', 'HAPY-E564'],
        ['replace', 'hapy1', 'HAPY-E564'],
      ],
    );
    assert.equal(canTable(healthy).length, clusterDeeds.length + nodeDeeds.length * 4);
  });

  it('is the replacement of index 0 when the coordinator is elsewhere, whose node then has to stay', () => {
    const moved = { coordinator: 'hapy2' };
    for (const deed of nodeDeeds) {
      assert.equal(codeOf(deed, moved, 'hapy1'), undefined);
      assert.equal(codeOf(deed, moved, 'hapy2'), 'HAPY-E564');
    }
  });

  it('is nothing for whoever may only look, before any other reason', () => {
    for (const role of ['auditor', 'token-reader', 'gateway', 'agent', 'anonymous', ''])
      for (const { refusal } of canTable({ ...healthy, role, activeRun: '7' }))
        assert.equal(refusal?.code, 'HAPY-E772');
  });

  it('is for a token all but what decides who is believed, as in the table of roles', () => {
    const rpcs: Readonly<Partial<Record<Deed, string>>> = {
      'approve-renewals': 'TrustService/ApproveRenewals',
      revoke: 'TrustService/Revoke',
      'create-api-token': 'TrustService/CreateApiToken',
      'revoke-api-token': 'TrustService/RevokeApiToken',
      'create-token': 'CoordinatorService/CreateToken',
      'revoke-token': 'CoordinatorService/RevokeToken',
      'renew-certificates': 'TrustService/RenewCertificates',
      apply: 'CoordinatorService/StartRun',
      abort: 'CoordinatorService/AbortRun',
    };
    for (const [deed, rpc] of Object.entries(rpcs)) {
      const roles = roleTable[`/hapy.coordinator.v1.${rpc}`] ?? [];
      for (const role of ['operator', 'auditor', 'local-admin', 'token-operator', 'token-reader'] as const) {
        const can = codeOf(deed as Deed, { role, activeRun: deed === 'abort' ? '7' : '' }) === undefined;
        assert.equal(can, roles.includes(role), `${role} ${deed}`);
      }
    }
    assert.equal(codeOf('create-api-token', { role: 'token-operator' }), 'HAPY-E773');
  });

  it('is no second run, but to end the one that goes on', () => {
    const running = { activeRun: '7-ab' };
    for (const deed of ['apply', 'drill', 'drill-storage', 'add', 'reconfigure', 'repair', 'resume'] as const)
      assert.equal(codeOf(deed, running), 'HAPY-E522', deed);
    assert.equal(codeOf('remove', running, 'hapy2'), 'HAPY-E522');
    assert.equal(codeOf('abort', running), undefined);
    assert.equal(codeOf('create-token', running), undefined);
  });

  it('is to go on with a run that stopped, or to take it back', () => {
    assert.equal(codeOf('resume', { stoppedRun: '7-ab' }), undefined);
    assert.equal(codeOf('abort', { stoppedRun: '7-ab' }), undefined);
  });

  it('is no drill where something is wrong, and no change of members where nobody leads', () => {
    assert.equal(codeOf('drill', { wrong: 'HAPY-E641' }), 'HAPY-E774');
    for (const deed of ['drill', 'repair', 'adopt'] as const)
      assert.equal(codeOf(deed, { leader: '' }), 'HAPY-E532', deed);
    assert.equal(codeOf('add', { leader: '' }), 'HAPY-E563');
    assert.equal(codeOf('apply', { leader: '', wrong: 'HAPY-E641' }), undefined);
    assert.equal(codeOf('adopt', { outside: ['hapy2'] }), undefined);
  });

  it('is no drill of a storage that is not there, or not whole', () => {
    const { storage } = healthy;
    assert.ok(storage !== undefined);
    const refusalOf = (change: Partial<StorageSummary>) =>
      whyNot('drill-storage', { ...healthy, storage: { ...storage, ...change } });
    const lacking = (condition: string, node = '') => ({
      code: 'HAPY-E856',
      parameters: { condition, node },
    });
    assert.equal(codeOf('drill-storage', { storage: undefined }), 'HAPY-E857');
    assert.deepEqual(refusalOf({ status: '' }), lacking('volume_as_wanted'));
    assert.deepEqual(refusalOf({ status: 'Stopped' }), lacking('volume_started'));
    const absent = {
      ...{
        node: 'hapy3',
        host: 'hapy3.ac-test.fr',
        path: '/srv/gluster/one/brick',
        state: 'absent' as const,
      },
      ...{ pending: 0, splitBrain: 0, freeBytes: 0, totalBytes: 0 },
    };
    assert.deepEqual(refusalOf({ perBrick: [absent] }), lacking('volume_as_wanted'));
    for (const change of [{ bricksServed: 2 }, { pending: 1 }, { splitBrain: 1 }])
      assert.deepEqual(refusalOf(change), lacking('heal_finished'));
    assert.deepEqual(refusalOf({ mounted: ['hapy1', 'hapy2', 'hapy4'] }), lacking('volume_mounted', 'hapy3'));
    // The zone has no part in it.
    assert.equal(codeOf('drill-storage', { leader: '', wrong: 'HAPY-E641' }), undefined);
  });

  it('is not to remove one of three, but to replace it', () => {
    const three = { nodes: ['hapy1', 'hapy2', 'hapy3'] };
    assert.equal(codeOf('remove', three, 'hapy2'), 'HAPY-E560');
    assert.equal(codeOf('replace', three, 'hapy2'), undefined);
  });

  it('has a reason in both languages for whatever it refuses', () => {
    const bad = [
      { ...healthy, role: 'auditor' },
      { ...healthy, activeRun: '7' },
      { ...healthy, leader: '', nodes: ['hapy1', 'hapy2', 'hapy3'] },
      { ...healthy, wrong: 'HAPY-E641', role: 'token-operator' },
      { ...healthy, storage: undefined },
      { ...healthy, storage: healthy.storage && { ...healthy.storage, pending: 4 } },
    ];
    for (const { refusal } of [...bad, healthy].flatMap(canTable)) {
      if (refusal === undefined) continue;
      assert.ok(isErrorCode(refusal.code), refusal.code);
      for (const language of ['fr', 'en'] as const) {
        const { text, next } = explainError(refusal, language);
        assert.ok(text.length > 10 && next.length > 10 && !/[{}]|undefined/.test(text), text);
      }
    }
  });
});
