/**
 * What a server needs beside oned: OpenNebula's other programs, what its hosts are monitored and run with, and ours. A
 * unit that is not installed is inactive, which says nothing.
 */
export const besideOned: readonly string[] = [
  'opennebula-hem',
  'opennebula-scheduler',
  'opennebula-ssh-agent',
  'opennebula-sunstone',
  'opennebula-fireedge',
  'opennebula-novnc',
  'opennebula-flow',
  'opennebula-gate',
  'libvirtd',
  'ssh',
  'hapy-coordinator',
  'hapy-gateway',
];

/** The units whose line of `systemctl is-active UNIT…` says that they have failed. */
export function failedAmong(units: readonly string[], lines: readonly string[]): readonly string[] {
  return units.filter((_, at) => lines[at]?.trim() === 'failed');
}
