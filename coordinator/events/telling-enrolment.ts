import { newEvent, type NewEvent } from '../../services/domain/events/event.ts';
import type { CertificateRecord, EnrolmentStore } from '../enrolment/enrolment-store.ts';
import type { EventSink } from '../store/event-store.ts';

/** The same store, which writes an event beside every certificate; both stand or neither. */
export function tellingEnrolment(store: EnrolmentStore, events: EventSink): EnrolmentStore {
  return {
    ...store,
    addCertificate(certificate) {
      const known = store
        .listCertificates()
        .some(({ profile, name }) => profile === certificate.profile && name === certificate.name);
      store.addCertificate(certificate);
      events.append(eventOf(certificate, known));
    },
  };
}

function eventOf(
  { profile, name, serial, notAfterMs, tokenId }: CertificateRecord,
  known: boolean,
): NewEvent {
  const node = profile === 'agent' ? name : '';
  const holder = profile === 'coordinator' || profile === 'gateway' ? profile : `${profile}/${name}`;
  const parameters = { holder, serial, expiresAt: new Date(notAfterMs).toISOString().slice(0, 10) };
  if (tokenId !== undefined) return newEvent('node-enrolled', { node, parameters });
  return newEvent(known ? 'certificate-renewed' : 'certificate-issued', { node, parameters });
}
