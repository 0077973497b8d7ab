import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';

import { readMembership } from '../../agent/join-membership.ts';
import { leadsToRoot } from '../../certs/chain.ts';
import { readIdentity } from '../../certs/identity-store.ts';
import { decodeToken, encodeToken } from '../../certs/join-token.ts';
import { publicKeyOf } from '../../certs/keys.ts';
import { sixWords } from '../../certs/six-words.ts';
import { type JoinEnd, JoiningNode } from './joining-node.ts';
import type { RealCoordinator } from './real-coordinator.ts';
import { type Direction, type Line, type RecordPlace, RecordProxy } from './record-proxy.ts';

/** What happens to a joining at one of its records. */
export const faults = ['kill-join', 'kill-coordinator', 'reset', 'silence'] as const;
export type Fault = (typeof faults)[number];

export interface Interruption extends RecordPlace {
  readonly fault: Fault;
}

/** How a join may end that was interrupted; each of them may also have come to its end before. */
const allowedOutcomes: Readonly<Record<Fault, readonly string[]>> = {
  'kill-join': ['killed'],
  'kill-coordinator': ['HAPY-E183'],
  reset: ['HAPY-E183'],
  silence: ['HAPY-E176'],
};

/** All that a node's state folder holds, whatever happened before. */
export const wholeState = ['cluster.json', 'pki/certificate.pem', 'pki/key.pem', 'pki/roots.pem'];

/** The same token aimed at another port of the coordinator, as its holder could make it. */
export function aimedAt(token: string, place: { readonly address: string; readonly port: number }): string {
  return encodeToken({ ...decodeToken(token), coordinators: [place] });
}

/** How many records an undisturbed joining has in each direction. */
export async function countRecords(coordinator: RealCoordinator): Promise<Record<Direction, number>> {
  const node = await JoiningNode.create();
  const proxy = await RecordProxy.start(coordinator.place);
  try {
    const token = await coordinator.createToken();
    const end = await node.join(aimedAt(token, { ...coordinator.place, port: proxy.port }));
    assert.equal(end.outcome, 'joined', end.output);
    await assertJoined(node, coordinator, token);
    return proxy.counts;
  } finally {
    await proxy.close();
    await node.remove();
  }
}

/** A joining that is interrupted at one record, and repeated with the same token. */
export class InterruptedJoin {
  readonly #coordinator: RealCoordinator;
  readonly #interruption: Interruption;
  readonly #token: string;
  readonly #node: JoiningNode;
  readonly #proxy: RecordProxy;
  readonly #end: Promise<JoinEnd>;

  private constructor(
    o: { coordinator: RealCoordinator; interruption: Interruption },
    parts: { token: string; node: JoiningNode; proxy: RecordProxy; end: Promise<JoinEnd> },
  ) {
    this.#coordinator = o.coordinator;
    this.#interruption = o.interruption;
    this.#token = parts.token;
    this.#node = parts.node;
    this.#proxy = parts.proxy;
    this.#end = parts.end;
  }

  /** Resolves when the interruption has come, or the join has ended without it. */
  static async begin(coordinator: RealCoordinator, interruption: Interruption): Promise<InterruptedJoin> {
    const token = await coordinator.createToken();
    const node = await JoiningNode.create();
    let killJoin: () => void = () => assert.fail('a record came before there was a join');
    const act = (line: Line) => {
      if (interruption.fault === 'kill-join') killJoin();
      else if (interruption.fault === 'kill-coordinator') coordinator.kill();
      else if (interruption.fault === 'reset') line.reset();
      else line.silence();
    };
    const proxy = await RecordProxy.start(coordinator.place, { ...interruption, act });
    const { own, end } = node.startJoin(aimedAt(token, { ...coordinator.place, port: proxy.port }));
    killJoin = () => void own.child.kill('SIGKILL');
    await Promise.race([proxy.reached, end]);
    return new InterruptedJoin({ coordinator, interruption }, { token, node, proxy, end });
  }

  /**
   * Waits for the end of the interrupted join, starts again what was killed, and joins with the same token
   * directly; gives how the interrupted one ended. What goes wrong names the record.
   */
  async repeat(): Promise<string> {
    try {
      return await this.#repeat();
    } catch (error) {
      const { fault, direction, record } = this.#interruption;
      throw new Error(`${fault} at record ${record} ${direction}: ${String(error)}`, { cause: error });
    } finally {
      await this.remove();
    }
  }

  /** Ends what still runs, also when `repeat` was never come to. */
  async remove(): Promise<void> {
    await this.#proxy.close();
    await this.#node.remove();
  }

  async #repeat(): Promise<string> {
    const first = await this.#end;
    await this.#proxy.close();
    const key = await this.#node.key();
    const complete = (await readMembership(this.#node.stateDirectory)) !== undefined;
    this.#checkFirst(first, complete);
    await this.#coordinator.restartIfDead();
    // A cluster.json that is there says that all the rest is, before anything is repeated.
    if (complete) await assertJoined(this.#node, this.#coordinator, this.#token);
    const second = await this.#node.join(this.#token);
    assert.equal(second.outcome, 'joined', second.output);
    if (key !== undefined) assert.equal(await this.#node.key(), key, 'the key of the first try is kept');
    await assertJoined(this.#node, this.#coordinator, this.#token);
    return complete ? `${first.outcome} (complete)` : first.outcome;
  }

  #checkFirst(first: JoinEnd, complete: boolean): void {
    if (first.outcome === 'joined') {
      assert.ok(complete, 'a join that says so has joined');
      return;
    }
    const { fault } = this.#interruption;
    assert.ok(allowedOutcomes[fault].includes(first.outcome), `${first.outcome}: ${first.output}`);
    assert.ok(fault === 'kill-join' || !complete, 'a join that says that it failed has not joined');
  }
}

/** The node is a whole member of the coordinator's cluster, by what both of them hold. */
export async function assertJoined(
  node: JoiningNode,
  coordinator: RealCoordinator,
  text: string,
): Promise<void> {
  const token = decodeToken(text);
  const membership = await readMembership(node.stateDirectory);
  assert.equal(membership?.clusterId, token.clusterId);
  assert.equal(membership.node, token.node);
  assert.ok(membership.coordinators.some(({ address }) => address === coordinator.place.address));
  assert.deepEqual(await node.files(), wholeState);

  const identity = await readIdentity(join(node.stateDirectory, 'pki'));
  const certificate = new X509Certificate(identity.certificateChainPem);
  assert.ok(leadsToRoot(identity.certificateChainPem, new X509Certificate(token.rootDer).toString()));
  assert.match(certificate.subjectAltName ?? '', new RegExp(`/agent/${token.node}, `));

  const listed = (await coordinator.tokens()).filter(({ tokenId }) => tokenId === token.tokenId);
  const key = publicKeyOf(identity.privateKeyPem);
  const words = sixWords(token.rootDer, key);
  assert.deepEqual(
    listed.map((each) => [each.node, each.status, each.words]),
    [[token.node, 'consumed', words]],
    'the token was used once, for this key',
  );
  const issued = coordinator.certificatesOf(token.tokenId);
  assert.ok(
    issued.every(({ publicKeyDer }) => publicKeyDer.equals(key)),
    'no other key got a certificate',
  );
  assert.ok(issued.some(({ serial }) => BigInt(`0x${serial}`) === BigInt(`0x${certificate.serialNumber}`)));
}
