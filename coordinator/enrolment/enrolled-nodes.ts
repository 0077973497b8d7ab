import type { EnrolmentStore } from './enrolment-store.ts';

/** The names of the nodes that have a certificate. */
export function enrolledNodes(store: EnrolmentStore): ReadonlySet<string> {
  const agents = store.listCertificates().filter(({ profile }) => profile === 'agent');
  return new Set(agents.map(({ name }) => name));
}
