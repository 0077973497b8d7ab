import { X509Certificate } from 'node:crypto';

import { type CertificateAuthority, openAuthority } from '../../certs/authority.ts';
import { createIssuer, type KeyAndCertificate } from '../../certs/authority-keys.ts';
import { fingerprintOf } from '../../certs/chain.ts';
import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { IssuerRecord, TrustStore } from './trust-store.ts';

/**
 * The cluster's authority, whichever issuing authority signs at present: callers keep this one object and never
 * notice that it was replaced.
 */
export class Issuers {
  readonly #store: TrustStore;
  readonly #spec: () => Spec;
  readonly #clock: Clock;
  readonly #rootPem: string;
  #active: CertificateAuthority;

  /** @throws HapyError HAPY-E189 there is none, HAPY-E145 key and certificate do not belong together */
  constructor(o: { store: TrustStore; spec: () => Spec; clock: Clock; rootPem: string }) {
    this.#store = o.store;
    this.#spec = o.spec;
    this.#clock = o.clock;
    this.#rootPem = o.rootPem;
    this.#active = this.#open();
  }

  /** Signs with whoever is active at the time of the call. */
  get authority(): CertificateAuthority {
    const current = () => this.#active;
    return {
      clusterId: this.#spec().clusterId,
      rootPem: this.#rootPem,
      get issuerPem() {
        return current().issuerPem;
      },
      issue: (request) => current().issue(request),
    };
  }

  /** The one that signs, and the others that count, by their role in a replacement. */
  records(): { active: IssuerRecord; next: IssuerRecord | undefined; old: IssuerRecord | undefined } {
    const all = this.#store.issuers();
    const active = all.find(({ status }) => status === 'active');
    if (active === undefined) throw new HapyError('HAPY-E189');
    const next = all.find(({ status }) => status === 'next');
    const old = all.find(({ status }) => status === 'old');
    return { active, next, old };
  }

  /** Makes the next one, under the root. @throws HapyError HAPY-E145, HAPY-E146 */
  async prepare(rootKeyPem: string): Promise<IssuerRecord> {
    const root = { privateKeyPem: rootKeyPem, certificatePem: this.#rootPem };
    const made = await createIssuer(this.#spec().clusterId, root, this.#clock.now());
    const record = issuerRecord(made, 'next', this.#clock.now());
    this.#store.saveIssuer(record);
    return record;
  }

  /** Lets the next one sign; the one of before becomes old. */
  swap(from: 'next' | 'old'): void {
    const { active, next, old } = this.records();
    const chosen = from === 'next' ? next : old;
    if (chosen === undefined) throw new HapyError('HAPY-E188');
    this.#store.atomically(() => {
      this.#store.saveIssuer({ ...active, status: from === 'next' ? 'old' : 'next' });
      this.#store.saveIssuer({ ...chosen, status: 'active' });
    });
    this.#active = this.#open();
  }

  /** Throws away what was prepared and signs nothing yet. */
  drop(): void {
    const { next } = this.records();
    if (next !== undefined) this.#store.removeIssuer(next.fingerprint);
  }

  /** The old one is believed no more; its key is forgotten. */
  retire(): void {
    const { old } = this.records();
    if (old !== undefined) this.#store.saveIssuer({ ...old, privateKeyPem: '', status: 'retired' });
  }

  get endsAtMs(): number {
    return new X509Certificate(this.#active.issuerPem).validToDate.getTime();
  }

  /** What the next one would sign, before it does. @throws HapyError HAPY-E188 none was prepared */
  get nextAuthority(): CertificateAuthority {
    const { next } = this.records();
    if (next === undefined) throw new HapyError('HAPY-E188');
    return this.#open(next);
  }

  /** The one of before, as long as it may come back. @throws HapyError HAPY-E188 there is none */
  get oldAuthority(): CertificateAuthority {
    const { old } = this.records();
    if (old === undefined) throw new HapyError('HAPY-E188');
    return this.#open(old);
  }

  #open(record = this.records().active): CertificateAuthority {
    const { privateKeyPem, certificatePem } = record;
    const { clusterId, vip } = this.#spec();
    const issuer = { privateKeyPem, certificatePem };
    return openAuthority({ clusterId, issuer, rootPem: this.#rootPem, clock: this.#clock, vip });
  }
}

export function issuerRecord(
  made: KeyAndCertificate,
  status: IssuerRecord['status'],
  createdAtMs: number,
): IssuerRecord {
  return { ...made, fingerprint: fingerprintOf(made.certificatePem), status, createdAtMs };
}
