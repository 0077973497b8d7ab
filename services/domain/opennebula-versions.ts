/**
 * What we know of the versions of OpenNebula that a Hâpy server carries, and from where. All four have the methods
 * that we call, failures of five parts, a monitord with MONITOR_ADDRESS, `onedb` with -s and -u -p -d -S -P and
 * ONE_DB_PASSWORD, and /etc/one/oned.conf with ELECTION_TIMEOUT_MS 5000 as shipped. What differs is in the lines.
 */
interface KnownVersion {
  /** Major and minor number. */
  readonly series: string;
  /**
   * Whether all servers may be added while server 0 is solo (opennebula.md section 8): `run` on a real oned;
   * `source` read there: ZoneAddServer writes the zone's record and RaftManager::add_server returns when it does
   * not lead, the same in all four.
   */
  readonly founding: 'run' | 'source';
  /** Which EOLE brings it (eole.md section 1). */
  readonly eole: string;
  /** The text that was read: tag of github.com/OpenNebula/one and its commit. */
  readonly source: string;
  readonly differs: string;
}

export const knownVersions: readonly KnownVersion[] = [
  {
    series: '5.12',
    founding: 'source',
    eole: '2.8',
    source: 'release-5.12.0.4 (bump-5.12.0.4 c3ac63b7)',
    differs: 'no pre_cleanup in the unit: a lock that kill -9 leaves behind stays; no lock in vip.sh',
  },
  {
    series: '6.6',
    founding: 'source',
    eole: '2.9',
    source: 'release-6.6.1.1 f677ab79',
    differs: 'pre_cleanup in the unit; no lock in vip.sh; onezone serversync does not do SQLite',
  },
  {
    series: '6.8',
    founding: 'source',
    eole: '2.10',
    source: 'release-6.8.0 bf030d2b',
    differs: 'pre_cleanup in the unit; no lock in vip.sh',
  },
  {
    series: '6.10',
    founding: 'run',
    eole: '',
    source: 'release-6.10.0 5d6b8571',
    differs: 'vip.sh holds a lock while it announces the address, so a removal waits for up to 21 s',
  },
];

/**
 * Whether a founding may be offered for a version like "6.10.0". Of one that is not in the table it is unknown; of none
 * at all, nothing can be said.
 */
export function mayFound(version: string): boolean {
  if (version === '') return true;
  return knownVersions.some(({ series }) => version === series || version.startsWith(`${series}.`));
}
