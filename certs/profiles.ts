import type { CertificateRole } from '../services/rpc/uri.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A profile is named like the role that it certifies. */
export type ProfileName = CertificateRole;

/** What a certificate of one role may be used for and may carry. Data only: authority.ts obeys it. */
export interface Profile {
  /** Extended key usages (RFC 5280, 4.2.1.12). */
  readonly usages: readonly ('serverAuth' | 'clientAuth')[];
  readonly lifetimeMs: number;
  /**
   * Which DNS and IP names it carries: a server's own ones, also the cluster's virtual address and its
   * name, or none at all (a person). Only what answers behind the VIP may claim it.
   */
  readonly names: 'own' | 'own-and-vip' | 'none';
}

/** One line per role that the CA certifies (design section 3). */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  coordinator: {
    usages: ['serverAuth', 'clientAuth'],
    lifetimeMs: 30 * dayMs,
    names: 'own-and-vip',
  },
  agent: { usages: ['serverAuth', 'clientAuth'], lifetimeMs: 30 * dayMs, names: 'own' },
  gateway: {
    usages: ['serverAuth', 'clientAuth'],
    lifetimeMs: 30 * dayMs,
    names: 'own-and-vip',
  },
  operator: { usages: ['clientAuth'], lifetimeMs: 30 * dayMs, names: 'none' },
  auditor: { usages: ['clientAuth'], lifetimeMs: 30 * dayMs, names: 'none' },
};

export const rootLifetimeMs = 3650 * dayMs;

/** Certificates begin this long before now, so that a node whose clock is a little late accepts them. */
export const backdateMs = 5 * minuteMs;
