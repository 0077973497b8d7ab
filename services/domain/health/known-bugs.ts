/** A defect of OpenNebula that touches high availability, and the versions that have it. */
export interface KnownBug {
  /** The number of its public report. */
  readonly issue: string;
  /** Whether a version that is in use can be left for one without it. */
  readonly severity: 'info' | 'warning';
  readonly affects: (version: Version) => boolean;
}

export type Version = readonly [major: number, minor: number, patch: number];

/** "6.6.1.1" → [6, 6, 1]; undefined for what is no version. */
export function parseVersion(text: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

export function isBefore(version: Version, limit: Version): boolean {
  for (const at of [0, 1, 2] as const) {
    if (version[at] !== limit[at]) return version[at] < limit[at];
  }
  return false;
}

const within = (version: Version, from: Version, before: Version) =>
  !isBefore(version, from) && isBefore(version, before);

/**
 * OpenNebula's public issues that some versions have and others do not; the versions are those of its release notes and of its maintainers' answers.
 */
export const knownBugs: readonly KnownBug[] = [
  {
    issue: '6372',
    severity: 'warning',
    affects: (version) => within(version, [6, 4, 0], [6, 4, 6]) || within(version, [6, 5, 0], [6, 8, 2]),
  },
  { issue: '1673', severity: 'warning', affects: (version) => isBefore(version, [5, 8, 5]) },
  { issue: '1320', severity: 'warning', affects: (version) => within(version, [5, 6, 0], [5, 8, 0]) },
  { issue: '5232', severity: 'warning', affects: (version) => within(version, [5, 12, 0], [5, 12, 8]) },
  { issue: '5186', severity: 'warning', affects: (version) => isBefore(version, [6, 0, 0]) },
  { issue: '5719', severity: 'warning', affects: (version) => within(version, [6, 0, 0], [6, 1, 0]) },
  { issue: '6283', severity: 'info', affects: (version) => !isBefore(version, [6, 4, 0]) },
];
