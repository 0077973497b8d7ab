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

/** What a certificate of the authority itself may do. */
export interface AuthorityProfile {
  readonly lifetimeMs: number;
  /** How many authorities may stand below it (RFC 5280, 4.2.1.9). */
  readonly pathLength: number;
}

export type AuthorityProfileName = 'root' | 'issuing';

/**
 * The root is what everybody believes, and its key is needed once in years: it can be kept away from every
 * machine. The issuing authority signs everyday certificates and can be replaced without anybody noticing.
 */
export const authorityProfiles: Readonly<Record<AuthorityProfileName, AuthorityProfile>> = {
  root: { lifetimeMs: 3650 * dayMs, pathLength: 1 },
  issuing: { lifetimeMs: 730 * dayMs, pathLength: 0 },
};

/** Certificates begin this long before now, so that a node whose clock is a little late accepts them. */
export const backdateMs = 5 * minuteMs;
