import type { EventKind } from '../../domain/events/event.ts';
import type { Text } from '../errors/definition.ts';
import { explainError } from './explain-error.ts';
import { formatText, type Language } from './language.ts';

/** What each kind of event says. The text of a code follows where an event has one. */
export const eventMessages: Readonly<Record<EventKind, Text>> = {
  'coordinator-started': {
    fr: 'coordinateur démarré, version {version}',
    en: 'coordinator started, version {version}',
  },
  'events-lost': {
    fr: '{count, plural, one {un événement n’a} other {# événements n’ont}} pas pu être écrits : disque plein ?',
    en: '{count, plural, one {one event} other {# events}} could not be written: disk full?',
  },
  'node-heard': { fr: 'répond', en: 'answers' },
  'node-silent': { fr: 'ne répond plus', en: 'answers no more' },
  'oned-state': {
    fr: 'oned est {to}, au mandat {term}',
    en: 'oned is {to}, at term {term}',
  },
  'oned-silent': {
    fr: 'oned ne répond plus (processus : {process}) {reason}',
    en: 'oned answers no more (process: {process}) {reason}',
  },
  'guard-changed': {
    fr: 'garde-démarrage : {to} (était {from})',
    en: 'start guard: {to} (was {from})',
  },
  'vip-taken': { fr: 'porte l’adresse virtuelle {address}', en: 'holds the virtual address {address}' },
  'vip-left': {
    fr: 'ne porte plus l’adresse virtuelle {address}',
    en: 'no longer holds the virtual address {address}',
  },
  'leader-elected': { fr: 'est le leader, au mandat {term}', en: 'is the leader, at term {term}' },
  'leader-lost': { fr: 'n’est plus le leader ; personne ne l’est', en: 'is the leader no more; nobody is' },
  'host-state': {
    fr: 'hyperviseur {host} : {to} (était {from})',
    en: 'host {host}: {to} (was {from})',
  },
  'finding-opened': { fr: 'constat', en: 'found' },
  'finding-closed': {
    fr: 'n’est plus constaté, après {seconds} s',
    en: 'found no more, after {seconds} s',
  },
  'run-started': {
    fr: 'commencée par {startedBy} ({way}, {actions, plural, one {une action} other {# actions}})',
    en: 'started by {startedBy} ({way}, {actions, plural, one {one action} other {# actions}})',
  },
  'run-planned': {
    fr: 'nouveau plan de ce qui reste (essai {attempt})',
    en: 'a new plan of what is left (attempt {attempt})',
  },
  'run-resumed': { fr: 'reprise', en: 'goes on' },
  'run-aborting': { fr: 'abandon demandé', en: 'its end was asked for' },
  'run-finished': {
    fr: 'terminée : {status, select, succeeded {réussie} failed {échouée} partial {faite en partie} aborted {abandonnée} other {{status}}}, en {seconds} s',
    en: 'ended: {status, select, succeeded {succeeded} failed {failed} partial {partly done} aborted {aborted} other {{status}}}, in {seconds} s',
  },
  'action-failed': { fr: 'action échouée : {action}', en: 'action failed: {action}' },
  'spec-changed': {
    fr: 'grappe voulue, version {version} : {nodes}',
    en: 'cluster as wanted, version {version}: {nodes}',
  },
  'node-enrolled': {
    fr: 'a rejoint la grappe ; certificat jusqu’au {expiresAt}',
    en: 'has joined the cluster; certificate until {expiresAt}',
  },
  'certificate-issued': {
    fr: 'certificat de {holder}, jusqu’au {expiresAt}',
    en: 'certificate of {holder}, until {expiresAt}',
  },
  'certificate-renewed': {
    fr: 'certificat de {holder} renouvelé, jusqu’au {expiresAt}',
    en: 'certificate of {holder} renewed, until {expiresAt}',
  },
  'holder-denied': {
    fr: '{holder} est refusé, par {by} : {reason}',
    en: '{holder} is denied, by {by}: {reason}',
  },
  'authority-changed': {
    fr: 'autorité intermédiaire : {status, select, active {signe} next {préparée} old {ne signe plus} retired {retirée} other {{status}}}',
    en: 'issuing authority: {status, select, active {signs} next {prepared} old {signs no more} retired {withdrawn} other {{status}}}',
  },
};

/** One event in one line, without its number, time and node. A kind of a newer version is shown as it came. */
export function eventText(
  event: {
    readonly kind: string;
    readonly node: string;
    readonly runId: string;
    readonly code: string;
    readonly parameters: Readonly<Record<string, string>>;
  },
  language: Language,
): string {
  const { kind, node, runId, code } = event;
  const parameters = { node, ...event.parameters };
  const values = Object.entries(event.parameters).map(([name, value]) => `${name}=${value}`);
  const said = orRaw(
    () => formatText(eventMessages[kind as EventKind], language, parameters),
    [kind, ...values],
  );
  const run = runId === '' ? '' : `${language === 'fr' ? 'exécution' : 'run'} ${runId} `;
  const colon = language === 'fr' ? ' : ' : ': ';
  const meaning = () => explainError({ code, parameters }, language).text;
  const of = code === '' ? '' : `${colon}${code} ${orRaw(meaning, values)}`;
  return `${run}${said}${of}`;
}

/** What was written by another version may have other parameters: it is shown as it came rather than not at all. */
function orRaw(text: () => string, raw: readonly string[]): string {
  try {
    return text();
  } catch {
    return raw.join(' ');
  }
}
