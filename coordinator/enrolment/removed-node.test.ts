import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

import { pino } from 'pino';

import { createAuthority } from '../../certs/authority.ts';
import { createCsr } from '../../certs/csr.ts';
import { signProof } from '../../certs/join-proof.ts';
import { decodeToken } from '../../certs/join-token.ts';
import { generateKey } from '../../certs/keys.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { changeSpec, forgetNode } from '../../services/domain/change-spec.ts';
import { migrateSpecs, SpecStore } from '../store/spec-store.ts';
import { enrol, type EnrolContext } from './enrol.ts';
import { Nonces } from './nonces.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from './sqlite-enrolment-store.ts';
import { createToken, listTokens } from './tokens.ts';

const clock = { now: () => Date.now(), delay: () => Promise.reject(new Error('nobody waits')) };

describe('the tokens of a node that is removed', () => {
  let context: EnrolContext;
  let specs: SpecStore;
  let database: DatabaseSync;
  let keyPem: string;

  beforeEach(async () => {
    const { authority } = await createAuthority({ clusterId: 'c1', clock });
    database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE cluster (id INTEGER PRIMARY KEY, spec TEXT NOT NULL) STRICT');
    migrateEnrolment(database);
    migrateSpecs(database);
    const { publicKeyDer } = await generateKey();
    keyPem = (await generateKey()).privateKeyPem;
    specs = new SpecStore(database, clock, { ...specOf(4), clusterId: 'c1' });
    context = {
      ...{ authority, store: createSqliteEnrolmentStore(database), clock, nonces: new Nonces(clock) },
      nodeNames: (name) => {
        const node = specs.current.nodes.find((each) => each.name === name);
        return node && { dnsNames: [node.fqdn], addresses: [node.address] };
      },
      coordinators: () => [{ address: '10.0.0.1', port: 2640 }],
      log: pino({ level: 'silent' }),
      serverPublicKeyDer: () => publicKeyDer,
      tellAddress: () => undefined,
    };
  });
  afterEach(() => database.close());

  const tokenFor = (node: string) => createToken(context, { node, ttlSeconds: 0 }).token;

  /** What the machine with the token sends. */
  function join(text: string) {
    const { tokenId, clusterId, node, seed } = decodeToken(text);
    const nonce = context.nonces.create();
    const content = { clusterId, tokenId, node, nonce, csrDer: createCsr(keyPem), address: '' };
    const proof = { ...content, serverPublicKeyDer: context.serverPublicKeyDer() };
    return enrol(context, { ...content, signature: signProof(seed, proof) });
  }

  /** As the actions of the plan do it. */
  function remove(node: string): void {
    const { spec } = changeSpec(specs.current, { verb: 'remove', node, dead: true, fence: `${node}: off` });
    assert.ok(spec !== undefined);
    specs.change(spec);
    specs.bar(node);
  }

  it('are dead, used or not, also for a machine that comes under its name later', () => {
    const [unused, used, other] = [tokenFor('hapy4'), tokenFor('hapy4'), tokenFor('hapy3')];
    join(used);
    remove('hapy4');
    for (const token of [unused, used])
      assert.throws(() => join(token), { code: /^HAPY-E16[39]$/ }, 'while it leaves');
    assert.throws(() => tokenFor('hapy4'), { code: 'HAPY-E169' });
    const removed = specs.current.leaving?.[0]?.node;
    assert.ok(removed !== undefined);
    specs.change(forgetNode(specs.current, 'hapy4'));
    const { spec } = changeSpec(specs.current, { verb: 'add', nodes: [removed] });
    assert.ok(spec !== undefined);
    specs.change(spec);
    for (const token of [unused, used]) assert.throws(() => join(token), { code: 'HAPY-E163' });
    const states = listTokens(context).map(({ node, status }) => `${node} ${status}`);
    assert.deepEqual(states.toSorted(), ['hapy3 open', 'hapy4 revoked', 'hapy4 revoked']);
    join(other);
    join(tokenFor('hapy4'));
  });

  it('leave it no certificate: that of its own token is barred by its serial number', () => {
    join(tokenFor('hapy4'));
    const [certificate] = context.store.listCertificates();
    assert.equal(specs.isBarred(certificate?.serial ?? ''), false);
    remove('hapy4');
    assert.equal(specs.isBarred(certificate?.serial ?? ''), true);
    assert.equal(specs.isBarred(randomBytes(16).toString('hex')), false);
  });
});
