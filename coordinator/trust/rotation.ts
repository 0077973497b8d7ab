import { issuerFingerprintOf, keyIdOf } from '../../certs/chain.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { CertificateAuthority } from '../../certs/authority.ts';
import type { IdentityKeeper } from '../../services/identity/identity-keeper.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import type { Issuers } from './issuers.ts';
import type { TrustPublisher } from './trust-publisher.ts';

export type RotationStage = 'none' | 'prepared' | 'accepted' | 'reissued';
export type StepKind = 'prepare' | 'accept' | 'reissue' | 'remove';

export interface RotationView {
  readonly stage: RotationStage;
  readonly oldIssuer: string;
  readonly newIssuer: string;
  readonly steps: readonly {
    readonly kind: StepKind;
    readonly state: 'done' | 'next' | 'later';
    readonly waitingFor: readonly string[];
  }[];
}

/** A node's certificate, as the rotation looks at it and changes it. */
export interface CertifiedAgent {
  certificateChain(): Promise<string>;
  renewCertificate(): Promise<void>;
}

export interface RotationParts {
  readonly issuers: Issuers;
  readonly publisher: TrustPublisher;
  readonly own: Pick<IdentityKeeper, 'identity' | 'renew'>;
  /** Whose certificate counts now: members that nobody has revoked. */
  readonly nodes: () => readonly string[];
  agentOf(node: string): CertifiedAgent;
  /** A certificate for our own key by another authority, for trying. */
  readonly trial: (authority: CertificateAuthority) => TlsIdentity;
  /** Asks a node something with this identity; false when it does not answer or refuses it. */
  readonly tryWith: (node: string, identity: TlsIdentity) => Promise<boolean>;
  /** @throws HapyError HAPY-E124 */
  rootKey(): Promise<string>;
}

const order: readonly StepKind[] = ['prepare', 'accept', 'reissue', 'remove'];

/**
 * Replaces the issuing authority so that at every moment each side accepts what the other one shows: every node has
 * accepted the new one before it signs for anybody else, and accepts the old one until nobody needs it. Where it
 * stands is read from the authorities and the nodes each time, so a rotation that was interrupted simply goes on.
 */
export class Rotation {
  readonly #parts: RotationParts;

  constructor(parts: RotationParts) {
    this.#parts = parts;
  }

  async view(): Promise<RotationView> {
    const { active, next, old } = this.#parts.issuers.records();
    const stage = await this.#stage();
    const done = { none: 0, prepared: 1, accepted: 2, reissued: 3 }[stage];
    const waiting = await this.#waitingAt(stage);
    const steps = order.map((kind, at) => {
      const state = at < done ? ('done' as const) : at === done ? ('next' as const) : ('later' as const);
      return { kind, state, waitingFor: at === done ? waiting : [] };
    });
    const [oldIssuer, newIssuer] =
      old === undefined
        ? [active.fingerprint, next?.fingerprint ?? '']
        : [old.fingerprint, active.fingerprint];
    return { stage, oldIssuer, newIssuer, steps };
  }

  /**
   * Carries out the next step and checks it.
   *
   * @throws HapyError HAPY-E124 the root's key is not here, HAPY-E187 nodes have not followed yet
   */
  async forward(): Promise<void> {
    const { issuers, publisher } = this.#parts;
    const stage = await this.#stage();
    if (stage === 'none') {
      await issuers.prepare(await this.#parts.rootKey());
      return;
    }
    if (stage === 'prepared') {
      const refusing = await this.#refusing();
      if (refusing.length > 0) throw waits(refusing);
      issuers.swap('next');
      await this.#parts.own.renew();
      return;
    }
    if (stage === 'accepted') return this.#reissue();
    await this.#reissue();
    issuers.retire();
    // Whoever cannot be reached just now has its new certificate, and is told before anything else is asked of it.
    await publisher.publish();
  }

  /** Takes the last step back. @throws HapyError HAPY-E188 nothing to take back, HAPY-E187, HAPY-E192 it cannot sign any more */
  async back(): Promise<void> {
    const { issuers } = this.#parts;
    const { next, old } = issuers.records();
    if (old !== undefined) {
      this.#requireBelieved(old.certificatePem);
      issuers.swap('old');
      return this.#reissue();
    }
    if (next === undefined) throw new HapyError('HAPY-E188');
    // Whatever it may have signed in between is certified anew before it is believed no more.
    await this.#reissue();
    issuers.drop();
  }

  /** After a rescue or a restore the one of before may be expired, or withdrawn long ago. */
  #requireBelieved(certificatePem: string): void {
    const { issuers, publisher, trial } = this.#parts;
    try {
      trial(issuers.oldAuthority);
    } catch (error) {
      throw new HapyError('HAPY-E192', {}, error);
    }
    if (publisher.list.deniedIssuers.includes(keyIdOf(certificatePem))) throw new HapyError('HAPY-E192');
  }

  async #stage(): Promise<RotationStage> {
    const { next, old } = this.#parts.issuers.records();
    if (old !== undefined) return (await this.#waitingAt('accepted')).length === 0 ? 'reissued' : 'accepted';
    return next === undefined ? 'none' : 'prepared';
  }

  async #waitingAt(stage: RotationStage): Promise<string[]> {
    if (stage === 'prepared') return this.#refusing();
    if (stage !== 'accepted') return [];
    const nodes = this.#parts.nodes();
    const current = await Promise.all(nodes.map((node) => this.#isCurrent(node)));
    return nodes.filter((_, at) => current[at] !== true);
  }

  /** The nodes that do not accept what the next authority signs: each is asked with such a certificate. */
  async #refusing(): Promise<string[]> {
    const { issuers, trial, tryWith } = this.#parts;
    const nodes = this.#parts.nodes();
    const identity = trial(issuers.nextAuthority);
    const accepted = await Promise.all(nodes.map((node) => tryWith(node, identity)));
    return nodes.filter((_, at) => accepted[at] !== true);
  }

  async #isCurrent(node: string): Promise<boolean> {
    try {
      return this.#isByActive(await this.#parts.agentOf(node).certificateChain());
    } catch {
      return false;
    }
  }

  #isByActive(chainPem: string): boolean {
    return issuerFingerprintOf(chainPem) === this.#parts.issuers.records().active.fingerprint;
  }

  /**
   * Certifies anew everybody whose certificate is not of the active authority, one after the other; ourselves first,
   * because we may have ended just after the authorities changed places.
   */
  async #reissue(): Promise<void> {
    const { own } = this.#parts;
    if (!this.#isByActive(own.identity.certificateChainPem)) await own.renew();
    const missing: string[] = [];
    for (const node of this.#parts.nodes()) {
      if (await this.#isCurrent(node)) continue;
      await this.#parts
        .agentOf(node)
        .renewCertificate()
        .catch(() => undefined);
      if (!(await this.#isCurrent(node))) missing.push(node);
    }
    if (missing.length > 0) throw waits(missing);
  }
}

function waits(nodes: readonly string[]): HapyError {
  return new HapyError('HAPY-E187', { waiting: nodes.join(', ') });
}
