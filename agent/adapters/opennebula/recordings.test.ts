import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseXml } from '../../bounded-xml.ts';
import { zoneFromDocument } from '../../zone-document.ts';
import { hostsFromDocument, raftFromDocument } from './documents.ts';
import { decodeAnswer } from './xml-rpc-codec.ts';

// What a real oned 6.10 answered, read by the code that reads it in production.

const root = join(import.meta.dirname, '..', '..', '..');
const kept = join(root, 'test', 'recordings');
const all = join(root, '..', 'shared', 'opennebula', 'xmlrpc');

function answerOf(name: string) {
  return decodeAnswer(readFileSync(join(kept, `${name}.response.xml`), 'utf8'));
}

function documentOf(name: string) {
  const answer = answerOf(name);
  assert(answer.kind === 'success' && typeof answer.value === 'string', name);
  return parseXml(answer.value);
}

describe('the recordings of a real oned', () => {
  it('give the Raft state of a server as it sees itself', () => {
    const states = {
      'solo.zone.raftstatus': { state: 'solo', serverId: -1, logIndex: -1 },
      'candidate.zone.raftstatus': { state: 'candidate', serverId: 2 },
      'ha3.leader.zone.raftstatus': { state: 'leader', serverId: 0, term: 3 },
      'ha3.follower.zone.raftstatus': { state: 'follower', serverId: 1, term: 3 },
      // Fact 3: nothing but this answer shows the wrong id.
      'wrong-server-id.zone.raftstatus': { state: 'follower', serverId: 7 },
      // Fact 1: the term that an authentication failure leaves behind.
      'failure.credentials-mismatch.leader.zone.raftstatus': { serverId: 0, term: 4294967295 },
    };
    for (const [name, expected] of Object.entries(states)) {
      const raft = raftFromDocument(documentOf(name));
      for (const [key, value] of Object.entries(expected))
        assert.equal(raft[key as keyof typeof raft], value, name);
    }
  });

  it('give the server pool with the ids that oned gave', () => {
    const zone = zoneFromDocument(documentOf('ha3.leader.zone.info'));
    assert.equal(zone.endpoint, 'http://10.77.0.10:2633/RPC2');
    assert.deepEqual(zone.servers, [
      { id: 0, name: 'server-0', endpoint: 'http://10.77.0.11:2633/RPC2' },
      { id: 1, name: 'server-1', endpoint: 'http://10.77.0.12:2633/RPC2' },
      { id: 2, name: 'server-2', endpoint: 'http://10.77.0.13:2633/RPC2' },
    ]);
  });

  it('give the hosts with their state and what runs on them', () => {
    const hosts = hostsFromDocument(documentOf('ha3.leader.hostpool.info'));
    assert.deepEqual(
      hosts.map((host) => [host.id, host.name, host.state, host.cluster, host.cpuTotal]),
      [
        [0, 'host-a', 2, 'default', 800],
        [1, 'host-b', 2, 'default', 800],
        [2, 'host-c', 2, 'default', 800],
        [3, 'host-d', 2, 'default', 800],
      ],
    );
    assert.deepEqual(hostsFromDocument(documentOf('solo.hostpool.info.empty')), []);
  });

  it('tell a refusal from a fault and both from an answer', () => {
    assert.deepEqual(answerOf('ha3.leader.host.allocate-ok'), { kind: 'success', value: 4 });
    // Fact 6: the zone's id, not the server's.
    assert.deepEqual(answerOf('join.zone.addserver-1'), { kind: 'success', value: 0 });
    assert.deepEqual(answerOf('ha3.leader.host.allocate-duplicate-name'), {
      kind: 'failure',
      errorCode: 8192,
      objectId: -1,
      replicationIndex: -1,
      message: '[one.host.allocate] NAME is already taken by HOST 4.',
    });
    assert.deepEqual(answerOf('forming.follower-warmup.host.allocate-refused'), {
      kind: 'failure',
      errorCode: 8192,
      objectId: -1,
      replicationIndex: -1,
      message: '[one.host.allocate] Cannot process request, no leader found',
    });
    const fault = answerOf('ha3.leader.host.allocate-4-args');
    assert(fault.kind === 'fault' && fault.faultCode === -501);
  });

  it('are all read, every document in them too', function () {
    if (!existsSync(all)) this.skip();
    const files = readdirSync(all).filter((name) => name.endsWith('.response.xml'));
    assert(files.length > 50);
    let documents = 0;
    for (const file of files) {
      const text = readFileSync(join(all, file), 'utf8');
      // A call that hung has no answer; what is no POST of XML gets an HTML page and no 200.
      if (!text.includes('<methodResponse>')) continue;
      const answer = decodeAnswer(text);
      if (answer.kind !== 'success' || typeof answer.value !== 'string' || !answer.value.startsWith('<'))
        continue;
      parseXml(answer.value);
      documents += 1;
    }
    assert(documents > 20, String(documents));
  });
});
