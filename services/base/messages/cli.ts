import type { Text } from '../errors/definition.ts';
import { doctorMessages } from './doctor.ts';
import { firewallMessages } from './firewall.ts';
import { helpMessages } from './help.ts';
import { initMessages } from './init.ts';
import { preflightMessages } from './preflight.ts';
import { sandboxMessages } from './sandbox.ts';
import { restMessages } from './rest.ts';
import { trustMessages } from './trust.ts';

/** What hapyctl says, except errors (errors/) and plans (plan.ts). Help texts have no parameters. */
export const cliMessages = {
  ...doctorMessages,
  ...firewallMessages,
  ...helpMessages,
  ...sandboxMessages,
  ...initMessages,
  ...preflightMessages,
  ...trustMessages,
  ...restMessages,

  'error.cause': { fr: 'Cause', en: 'Cause' },
  'error.next': { fr: 'À faire', en: 'Next' },

  'plan.title': {
    fr: '{way} : {actions, plural, one {une action} other {# actions}}, {nodes, plural, one {un nœud} other {# nœuds}}',
    en: '{way}: {actions, plural, one {one action} other {# actions}}, {nodes, plural, one {one node} other {# nodes}}',
  },
  'plan.legend': {
    fr: '« après » : les actions qui doivent être finies avant ; ≤ : le délai maximal',
    en: '“after”: the actions that must have finished before; ≤: the deadline',
  },
  'plan.after': { fr: 'après {numbers}', en: 'after {numbers}' },
  'plan.place.leader': { fr: 'leader', en: 'leader' },
  'plan.place.coordinator': { fr: 'ici', en: 'here' },
  'plan.place.zone': { fr: 'zone', en: 'zone' },
  'plan.left-alone': { fr: 'Laissé en l’état', en: 'Left alone' },
  'plan.findings': { fr: 'Constats', en: 'Findings' },
  'plan.nothing': {
    fr: 'Rien à faire : la grappe est comme vous le voulez.',
    en: 'Nothing to do: the cluster is as you want it.',
  },
  'plan.blocked': {
    fr: 'Aucune action tant que les constats ci-dessous ne sont pas levés.',
    en: 'No action while the findings below stand.',
  },
  'plan.apply-next': {
    fr: 'Rien n’a été modifié. Pour exécuter ce plan : hapyctl apply',
    en: 'Nothing was changed. To carry out this plan: hapyctl apply',
  },
  'plan.written': {
    fr: 'Plan écrit dans {file}. Pour l’exécuter tel quel : hapyctl apply {file}',
    en: 'Plan written to {file}. To carry it out exactly: hapyctl apply {file}',
  },

  'verb.apply-next': {
    fr: 'Rien n’a été modifié. Pour l’exécuter, tapez la même commande sans --dry-run.',
    en: 'Nothing was changed. To carry it out, type the same command without --dry-run.',
  },
  'verb.fence-question': {
    fr: 'Tapez le nom de la machine morte et comment elle a été isolée (par exemple « {node}: courant coupé ») : ',
    en: 'Type the name of the dead machine and how it was fenced (for example "{node}: power cut"): ',
  },
  'apply.drill-follows': {
    fr: 'Ensuite viendra un exercice : oned du leader sera arrêté, un autre prendra sa place, et le temps sera mesuré (--no-drill pour s’en passer).',
    en: 'Then comes a drill: the leader’s oned will be stopped, another takes its place, and the time is measured (--no-drill leaves it out).',
  },
  'apply.question': { fr: 'Exécuter ce plan ? (oui/non) ', en: 'Carry out this plan? (yes/no) ' },
  'apply.declined': { fr: 'Rien n’a été modifié.', en: 'Nothing was changed.' },
  'apply.settling': {
    fr: 'Tout est fait. Attente que la grappe soit en bonne santé ({codes})…',
    en: 'All is done. Waiting for the cluster to be healthy ({codes})…',
  },
  'apply.unhealthy': {
    fr: 'Tout est fait, mais la grappe n’est pas en bonne santé : hapyctl doctor',
    en: 'All is done, but the cluster is not healthy: hapyctl doctor',
  },
  'adopt.left': {
    fr: 'La zone est prise en charge telle qu’elle était. Ce qui n’y est pas comme il faut, et ce qui le corrige :',
    en: 'The zone is taken charge of as it was. What is not as it should be there, and what mends it:',
  },
  'apply.detached': {
    fr: 'Vous ne regardez plus, mais l’exécution continue sans vous.\n  La suivre      : hapyctl runs follow {run}\n  L’abandonner   : hapyctl run abort {run}',
    en: 'You have stopped watching, but the run goes on without you.\n  Follow it      : hapyctl runs follow {run}\n  Abort it       : hapyctl run abort {run}',
  },
  'apply.reconnecting': {
    fr: 'le coordinateur ne répond plus, nouvel essai…',
    en: 'the coordinator does not answer, trying again…',
  },
  'run.succeeded': {
    fr: 'Terminé : {done, plural, one {une action faite} other {# actions faites}} en {duration}.',
    en: 'Finished: {done, plural, one {one action done} other {# actions done}} in {duration}.',
  },
  'run.failed': {
    fr: 'Échec après {duration} : {done} action(s) sur {total} faite(s).',
    en: 'Failed after {duration}: {done} of {total} action(s) done.',
  },
  'run.partial': {
    fr: 'Fait en partie : {done} action(s) sur {total}, en {duration}. Pour continuer : hapyctl run resume',
    en: 'Partly done: {done} of {total} action(s) in {duration}. To go on: hapyctl run resume',
  },
  'run.aborted': {
    fr: 'Abandonné après {duration}. Ce qui est en place : hapyctl status',
    en: 'Aborted after {duration}. What stands: hapyctl status',
  },
  'run.rest': {
    fr: 'Ce qui reste de l’exécution {run} :',
    en: 'What is left of the run {run}:',
  },
  'run.outside': {
    fr: '{count, plural, one {Une action n’était pas dans le plan approuvé} other {# actions n’étaient pas dans le plan approuvé}} : {actions}',
    en: '{count, plural, one {One action was not in the approved plan} other {# actions were not in the approved plan}}: {actions}',
  },
  'run.abort-active': {
    fr: 'L’exécution {run} est en cours. Elle s’arrêtera au prochain point sûr. Si elle s’arrêtait maintenant :',
    en: 'The run {run} is going on. It will stop at the next safe point. If it stopped now:',
  },
  'run.abort-stopped': {
    fr: 'Abandonner l’exécution {run} :',
    en: 'Aborting the run {run}:',
  },
  'run.abort-question': { fr: 'Abandonner cette exécution ? (oui/non) ', en: 'Abort this run? (yes/no) ' },
  'run.abort-nothing': {
    fr: 'Rien n’est à défaire.',
    en: 'There is nothing to take back.',
  },
  'run.show.title': {
    fr: 'Exécution {run} : {status}',
    en: 'Run {run}: {status}',
  },
  'run.show.started': {
    fr: 'lancée par {by} le {at}, durée {duration}',
    en: 'started by {by} at {at}, duration {duration}',
  },
  'run.show.reason': { fr: 'motif : {reason}', en: 'reason: {reason}' },
  'run.show.plan': {
    fr: 'plan {attempt} ({hash}), {actions, plural, one {une action} other {# actions}}, approuvé par {by}',
    en: 'plan {attempt} ({hash}), {actions, plural, one {one action} other {# actions}}, approved by {by}',
  },
  'run.show.plan-within': {
    fr: 'plan {attempt} ({hash}), {actions, plural, one {une action} other {# actions}}, contenu dans ce qui était approuvé',
    en: 'plan {attempt} ({hash}), {actions, plural, one {one action} other {# actions}}, within what was approved',
  },
  'run.show.next-partial': {
    fr: 'Pour continuer : hapyctl run resume. Pour revenir en arrière : hapyctl run abort',
    en: 'To go on: hapyctl run resume. To take it back: hapyctl run abort',
  },
  'run.show.next-running': {
    fr: 'Pour suivre : hapyctl runs follow {run}',
    en: 'To follow: hapyctl runs follow {run}',
  },
  'value.action.waiting': { fr: 'en attente', en: 'waiting' },
  'value.action.running': { fr: 'en cours', en: 'going on' },
  'value.action.done': { fr: 'faite', en: 'done' },
  'value.action.failed': { fr: 'en échec', en: 'failed' },
  'run.next-after-failure': {
    fr: 'Ce qui est fait reste fait. Regardez où en est la grappe (hapyctl status), puis ce qui reste (hapyctl plan).',
    en: 'What is done stays done. Look at where the cluster stands (hapyctl status), then at what is left (hapyctl plan).',
  },
  'run.started': { fr: 'Exécution {run}', en: 'Run {run}' },
  'run.progress': { fr: '{done}/{total} actions · {duration}', en: '{done}/{total} actions · {duration}' },
  'run.waits-for': { fr: 'attend : {what}', en: 'waits for: {what}' },
  'run.more-waiting': {
    fr: '… et {count, plural, one {une autre action} other {# autres actions}} ensuite',
    en: '… and {count, plural, one {one more action} other {# more actions}} after that',
  },
  'event.action-waiting': { fr: 'attend', en: 'waits' },
  'event.action-started': { fr: 'début', en: 'start' },
  'event.action-progress': { fr: 'en cours', en: 'going on' },
  'event.action-finished': { fr: 'fait', en: 'done' },
  'event.action-failed': { fr: 'échec', en: 'failed' },

  'status.healthy': { fr: 'La grappe est en bonne santé.', en: 'The cluster is healthy.' },
  'status.unhealthy': { fr: 'La grappe n’est pas en bonne santé.', en: 'The cluster is not healthy.' },
  'status.unformed': { fr: 'La grappe n’est pas encore formée.', en: 'The cluster is not formed yet.' },
  'status.unformed-next': {
    fr: 'Pour voir ce qu’il y a à faire : hapyctl plan',
    en: 'To see what is to be done: hapyctl plan',
  },
  'status.storage': { fr: 'Stockage', en: 'Storage' },
  'status.storage-none': {
    fr: '{volume} : pas encore formé, ou glusterd ne répond pas',
    en: '{volume}: not formed yet, or glusterd does not answer',
  },
  'status.storage-stopped': { fr: '{volume} : arrêté', en: '{volume}: stopped' },
  'status.storage-text': {
    fr: '{volume} : {served} {served, plural, one {brique} other {briques}} sur {bricks}, {pending, plural, =0 {rien à recopier} one {une entrée à recopier} other {# entrées à recopier}}{split, plural, =0 {} other {, # en split-brain}}, monté sur {where}',
    en: '{volume}: {served} of {bricks} bricks, {pending, plural, =0 {nothing to be copied} one {one entry to be copied} other {# entries to be copied}}{split, plural, =0 {} other {, # in split-brain}}, mounted on {where}',
  },
  'status.brick-state': {
    fr: '{state, select, online {servie} offline {pas servie} absent {hors du volume} other {sans nouvelles}}',
    en: '{state, select, online {served} offline {not served} absent {not in the volume} other {not heard of}}',
  },
  'status.brick-copies': {
    fr: '{pending, plural, =0 {rien à recopier ailleurs} one {une entrée à recopier ailleurs} other {# entrées à recopier ailleurs}}{split, plural, =0 {} other {, # en split-brain}}',
    en: '{pending, plural, =0 {nothing to be copied elsewhere} one {one entry to be copied elsewhere} other {# entries to be copied elsewhere}}{split, plural, =0 {} other {, # in split-brain}}',
  },
  'status.brick-free': { fr: '{free} Gio libres sur {total}', en: '{free} GiB free of {total}' },
  'status.leader': { fr: 'Leader', en: 'Leader' },
  'status.no-leader': { fr: 'aucun', en: 'none' },
  'status.vip': { fr: 'VIP', en: 'VIP' },
  'status.vip-holders': {
    fr: '{address} ({name}), sur {holders}',
    en: '{address} ({name}), on {holders}',
  },
  'status.vip-nobody': {
    fr: '{address} ({name}), sur aucun nœud',
    en: '{address} ({name}), on no node',
  },
  'status.active-run': { fr: 'Exécution', en: 'Run' },
  'status.active-run-text': {
    fr: '{run} en cours (hapyctl runs follow {run})',
    en: '{run} is going on (hapyctl runs follow {run})',
  },
  'status.clock': { fr: 'Bac à sable', en: 'Sandbox' },
  'status.clock-text': {
    fr: 'OpenNebula est ici un double, dont l’horloge va {factor} fois plus vite',
    en: 'OpenNebula is a double here, whose clock runs {factor} times faster',
  },
  'status.heard': { fr: 'Nouvelles', en: 'Heard' },
  'status.zone-from': {
    fr: 'telle que la voit {node}',
    en: 'as {node} sees it',
  },

  'column.name': { fr: 'NOM', en: 'NAME' },
  'column.fqdn': { fr: 'NOM COMPLET', en: 'FULL NAME' },
  'column.address': { fr: 'ADRESSE', en: 'ADDRESS' },
  'column.index': { fr: 'INDEX', en: 'INDEX' },
  'column.enrolled': { fr: 'ADMIS', en: 'ENROLLED' },
  'column.guard': { fr: 'GARDE', en: 'GUARD' },
  'column.oned': { fr: 'ONED', en: 'ONED' },
  'column.agent': { fr: 'AGENT', en: 'AGENT' },
  'column.heard': { fr: 'NOUVELLES', en: 'HEARD' },
  'column.token': { fr: 'JETON', en: 'TOKEN' },
  'column.words': { fr: 'SIX MOTS', en: 'SIX WORDS' },
  'column.node': { fr: 'NŒUD', en: 'NODE' },
  'column.status': { fr: 'ÉTAT', en: 'STATUS' },
  'column.expires': { fr: 'EXPIRE', en: 'EXPIRES' },
  'column.run': { fr: 'EXÉCUTION', en: 'RUN' },
  'column.started': { fr: 'DÉBUT', en: 'STARTED' },
  'column.duration': { fr: 'DURÉE', en: 'DURATION' },
  'column.actions': { fr: 'ACTIONS', en: 'ACTIONS' },
  'column.action': { fr: 'ACTION', en: 'ACTION' },
  'column.by': { fr: 'PAR', en: 'BY' },

  'value.yes': { fr: 'oui', en: 'yes' },
  'value.no': { fr: 'non', en: 'no' },
  'value.never': { fr: 'jamais', en: 'never' },
  'value.ago': { fr: 'il y a {duration}', en: '{duration} ago' },
  'value.in': { fr: 'dans {duration}', en: 'in {duration}' },
  'value.unreachable': { fr: 'injoignable ({code})', en: 'unreachable ({code})' },
  'value.guard.free': { fr: 'libre', en: 'free' },
  'value.guard.solo': { fr: 'solo', en: 'solo' },
  'value.guard.member': { fr: 'membre {id}', en: 'member {id}' },
  'value.guard.held': { fr: 'retenu', en: 'held' },
  'value.guard.unreadable': { fr: 'illisible', en: 'unreadable' },
  'value.process.stopped': { fr: 'arrêté', en: 'stopped' },
  'value.process.running': { fr: 'tourne', en: 'running' },
  'value.process.failed': { fr: 'en échec', en: 'failed' },
  'value.token.open': { fr: 'libre', en: 'open' },
  'value.token.reserved': { fr: 'réservé', en: 'reserved' },
  'value.token.consumed': { fr: 'utilisé', en: 'consumed' },
  'value.token.revoked': { fr: 'annulé', en: 'revoked' },
  'value.token.expired': { fr: 'expiré', en: 'expired' },
  'value.run.running': { fr: 'en cours', en: 'running' },
  'value.run.succeeded': { fr: 'réussie', en: 'succeeded' },
  'value.run.failed': { fr: 'en échec', en: 'failed' },
  'value.run.partial': { fr: 'partielle', en: 'partial' },
  'value.run.aborted': { fr: 'abandonnée', en: 'aborted' },

  'token.expires': {
    fr: 'Jeton pour {node}, valable {duration}, montré cette seule fois. Sur {node} : hapy-agent join, puis collez-le.',
    en: 'Token for {node}, valid {duration}, shown this once. On {node}: hapy-agent join, then paste it.',
  },
  'token.written': {
    fr: 'Jeton pour {node} écrit dans {file}, valable {duration}.\nSur {node} : hapy-agent join --token-file {file}',
    en: 'Token for {node} written to {file}, valid {duration}.\nOn {node}: hapy-agent join --token-file {file}',
  },
  'token.revoked': { fr: 'Jeton {token} annulé.', en: 'Token {token} revoked.' },
  'token.none': { fr: 'Aucun jeton.', en: 'No token.' },
  'runs.none': { fr: 'Aucune exécution.', en: 'No run.' },
} as const satisfies Record<string, Text>;

export type CliMessageKey = keyof typeof cliMessages;
