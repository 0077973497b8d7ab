/**
 * The calls that we make, and who answers them (opennebula.md section 5 and fact 12). A follower hands a call
 * of the leader's on and returns the leader's answer without a mark, so such an answer says nothing about the
 * node that was asked; without a leader it refuses.
 */
export const methods = {
  'one.zone.raftstatus': { answeredBy: 'itself' },
  'one.zone.info': { answeredBy: 'itself' },
  'one.hostpool.info': { answeredBy: 'itself' },
  'one.user.info': { answeredBy: 'itself' },
  'one.system.version': { answeredBy: 'leader' },
  'one.zone.addserver': { answeredBy: 'leader' },
  'one.zone.delserver': { answeredBy: 'leader' },
  'one.zone.update': { answeredBy: 'leader' },
  'one.zone.resetserver': { answeredBy: 'leader' },
  'one.host.status': { answeredBy: 'leader' },
  'one.host.allocate': { answeredBy: 'leader' },
  'one.host.delete': { answeredBy: 'leader' },
  'one.datastorepool.info': { answeredBy: 'itself' },
  'one.datastore.allocate': { answeredBy: 'leader' },
} as const satisfies Record<string, { readonly answeredBy: 'itself' | 'leader' }>;

export type Method = keyof typeof methods;

/** Those whose answer is about the node that was asked. */
export type LocalMethod = {
  [M in Method]: (typeof methods)[M]['answeredBy'] extends 'itself' ? M : never;
}[Method];
