import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { type Role } from './caller.ts';
import { mayCall, roleTable } from './role-table.ts';

/** Every service definition that was generated, found by looking, so that a new one cannot be forgotten. */
async function generatedRpcs(): Promise<string[]> {
  const folder = join(import.meta.dirname, 'gen');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const modules = await Promise.all(
    files.map((file) => import(join(folder, file)) as Promise<Record<string, unknown>>),
  );
  return modules
    .flatMap((module) => Object.entries(module))
    .filter(([name]) => name.endsWith('ServiceService'))
    .flatMap(([, definition]) => Object.values(definition as Record<string, { path: string }>))
    .map(({ path }) => path);
}

describe('the role table', () => {
  it('has a line for every RPC that was generated, and no other', async () => {
    const rpcs = await generatedRpcs();
    assert.ok(rpcs.length > 40);
    assert.deepEqual(Object.keys(roleTable).toSorted(), rpcs.toSorted());
  });

  it('lets nobody call what has no line', () => {
    for (const rpc of ['/hapy.agent.v1.AgentService/Shell', 'toString', '__proto__', 'constructor', '']) {
      for (const role of ['coordinator', 'operator', 'local-admin', 'anonymous'] satisfies Role[]) {
        assert.equal(mayCall(role, rpc), false, `${role} ${rpc}`);
      }
    }
  });

  it('lets peers without a certificate call Probe, Enroll and Renew and nothing else', () => {
    const open = Object.keys(roleTable).filter((rpc) => mayCall('anonymous', rpc));
    assert.deepEqual(open, [
      '/hapy.enrollment.v1.EnrollmentService/Probe',
      '/hapy.enrollment.v1.EnrollmentService/Enroll',
      '/hapy.enrollment.v1.EnrollmentService/Renew',
    ]);
  });

  it('lets agents be asked by the coordinator alone, and helpers by their own agent alone', () => {
    for (const [rpc, roles] of Object.entries(roleTable)) {
      if (rpc.startsWith('/hapy.agent.')) assert.deepEqual(roles, ['coordinator'], rpc);
      if (rpc.startsWith('/hapy.helper.')) assert.deepEqual(roles, ['node-agent'], rpc);
    }
  });

  it('lets auditors and the gateway read, never change', () => {
    const changing = [
      ...['StartRun', 'ResumeRun', 'AbortRun', 'CreateToken', 'RevokeToken'],
      ...['RenewCertificates', 'ApproveRenewals', 'CreatePerson', 'Revoke', 'StepRotation', 'CreateBackup'],
      ...['CreateApiToken', 'RevokeApiToken'],
    ];
    for (const rpc of Object.keys(roleTable).filter((path) => path.startsWith('/hapy.coordinator.'))) {
      const changes = changing.some((name) => rpc.endsWith(`/${name}`));
      assert.equal(mayCall('auditor', rpc), !changes, rpc);
      assert.equal(mayCall('gateway', rpc), !changes, rpc);
      assert.equal(mayCall('token-reader', rpc), !changes, rpc);
      assert.equal(mayCall('operator', rpc), !rpc.endsWith('/CreateBackup'), rpc);
    }
  });

  it('lets a token never decide who is believed, nor make another one', () => {
    const byPersons = [
      ...['ApproveRenewals', 'CreatePerson', 'Revoke', 'StepRotation', 'CreateBackup'],
      ...['CreateApiToken', 'RevokeApiToken'],
    ];
    for (const rpc of Object.keys(roleTable).filter((path) => path.startsWith('/hapy.coordinator.'))) {
      const allowed = !byPersons.some((name) => rpc.endsWith(`/${name}`));
      assert.equal(mayCall('token-operator', rpc), allowed, rpc);
    }
  });
});
