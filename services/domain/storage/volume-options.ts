/**
 * What a volume for images of virtual machines is set to. Apart from the owner and the time-out these are the
 * options of GlusterFS's own group "virt" (extras/group-virt.example of release 10), named one by one so that
 * drift from each of them can be found. `storage.option.NAME` of the message table says what each is for.
 */
export const defaultOptions: Readonly<Record<string, string>> = {
  // oneadmin of the packages; the volume belongs to it from the first mount on.
  'storage.owner-uid': '9869',
  'storage.owner-gid': '9869',
  'cluster.quorum-type': 'auto',
  'cluster.server-quorum-type': 'server',
  // GlusterFS waits 42 s for a server that is silent; a write that meets a power cut hangs as long.
  'network.ping-timeout': '10',
  'cluster.self-heal-daemon': 'enable',
  'cluster.data-self-heal-algorithm': 'full',
  'cluster.locking-scheme': 'granular',
  'cluster.shd-max-threads': '8',
  'cluster.shd-wait-qlength': '10000',
  'cluster.eager-lock': 'enable',
  'cluster.choose-local': 'off',
  'features.shard': 'on',
  'performance.quick-read': 'off',
  'performance.read-ahead': 'off',
  'performance.io-cache': 'off',
  'performance.low-prio-threads': '32',
  'performance.strict-o-direct': 'on',
  'performance.client-io-threads': 'on',
  'network.remote-dio': 'disable',
  'client.event-threads': '4',
  'server.event-threads': '4',
  'user.cifs': 'off',
};

/**
 * Where each datastore is mounted for itself. GlusterFS keeps the pieces of its files in a folder at the root of the mount, which has
 * one and the same identity everywhere: with two such folders in a volume the pieces of one datastore come to lie with the
 * other's. So files stay whole, and of a whole one only those parts are copied that differ.
 */
export const folderOptions: Readonly<Record<string, string>> = {
  'features.shard': 'off',
  'cluster.data-self-heal-algorithm': 'diff',
};

/** What may be set besides: families of options that neither open the volume to others nor name a place. */
const families = /^(?:cluster|performance|network|client|features\.shard|storage\.owner|server\.event)/;
const name = /^[a-z]+(?:\.[a-z0-9-]+)+$/;
const value = /^[A-Za-z0-9.%-]{1,32}$/;

/** Who may mount the volume: the nodes, by their addresses. It is made of the spec, and set by nobody else. */
export const mayMount = 'auth.allow';
const addresses = /^\d{1,3}(?:\.\d{1,3}){3}(?:,\d{1,3}(?:\.\d{1,3}){3})*$/;

/** Whether a step may set this option: one of ours, or one that the spec may set. */
export function isSettable(option: string, wanted: string): boolean {
  if (option === mayMount) return addresses.test(wanted);
  return defaultOptions[option] === wanted || maySet(option, wanted);
}

/** Whether the spec may set this option. */
export function maySet(option: string, wanted: string): boolean {
  return name.test(option) && families.test(option) && value.test(wanted);
}

/** What would end our promises: without these a power cut can leave two different copies, both called right. */
const quorum: Readonly<Record<string, string>> = {
  'cluster.quorum-type': 'auto',
  'cluster.server-quorum-type': 'server',
};

/** Whether this value takes the protection against two truths away. */
export function endsQuorum(option: string, wanted: string): boolean {
  const needed = quorum[option];
  return (needed !== undefined && wanted !== needed) || option === 'cluster.quorum-count';
}
