import type { Text } from '../errors/definition.ts';
import { helpLifeMessages } from './help-life.ts';
import { restHelpMessages } from './rest-help.ts';
import { trustHelpMessages } from './trust-help.ts';

/** The help of hapyctl. These texts have no parameters, so that help is shown without the formatter. */
export const helpMessages = {
  ...trustHelpMessages,
  ...restHelpMessages,
  ...helpLifeMessages,
  'help.program': {
    fr: 'Forme et surveille une grappe OpenNebula hautement disponible de serveurs Hâpy.',
    en: 'Forms and watches a highly available OpenNebula cluster of Hâpy servers.',
  },
  'help.usage': { fr: '[options] [commande]', en: '[options] [command]' },
  'help.heading.usage': { fr: 'Utilisation :', en: 'Usage:' },
  'help.heading.options': { fr: 'Options :', en: 'Options:' },
  'help.heading.commands': { fr: 'Commandes :', en: 'Commands:' },
  'help.heading.arguments': { fr: 'Arguments :', en: 'Arguments:' },
  'help.help': { fr: 'montre cette aide', en: 'show this help' },
  'help.version': { fr: 'montre la version', en: 'show the version' },
  'help.exit': {
    fr: 'Code de retour : 0 fait ou rien à faire · 1 échec · 2 saisie incorrecte\n  3 changements en attente (plan), mauvaise santé (status) · 4 fait en partie · 5 non autorisé',
    en: 'Exit status: 0 done or nothing to do · 1 failed · 2 bad input\n  3 changes pending (plan), unhealthy (status) · 4 partly done · 5 not authorised',
  },
  'help.default': { fr: 'par défaut : {value}', en: 'default: {value}' },
  'help.dir': {
    fr: 'dossier de tous les fichiers, au lieu de /etc/hapy et /var/lib/hapy (ou HAPY_DIR)',
    en: 'folder of all files, instead of /etc/hapy and /var/lib/hapy (or HAPY_DIR)',
  },
  'help.lang': {
    fr: 'langue : fr ou en (sinon celle de LANG)',
    en: 'language: fr or en (else that of LANG)',
  },
  'help.output': {
    fr: 'forme de la sortie : table, json ou yaml',
    en: 'form of the output: table, json or yaml',
  },
  'help.init': {
    fr: 'crée l’autorité de certification et la demande, sur le nœud d’index 0',
    en: 'make the certificate authority and the spec, on the node of index 0',
  },
  'help.init.from': {
    fr: 'config.eol d’un ou de plusieurs serveurs, ou un cluster.yaml',
    en: 'config.eol of one or more servers, or one cluster.yaml',
  },
  'help.init.storage': {
    fr: 'fichier qui décrit le stockage répliqué (storage: glusterfs:)',
    en: 'file that describes the replicated storage (storage: glusterfs:)',
  },
  'help.init.node': {
    fr: 'adresse d’un nœud que les fichiers ne disent pas',
    en: 'address of a node that the files do not tell',
  },
  'help.preflight': {
    fr: 'vérifie tout ce qui empêcherait de former la grappe, sans rien modifier',
    en: 'check all that would keep the cluster from being formed, without changing anything',
  },
  'help.preflight.ignore': {
    fr: 'vérifications dont l’échec n’arrête rien',
    en: 'checks whose failure stops nothing',
  },
  'help.plan': {
    fr: 'montre ce qui serait fait, sans rien modifier',
    en: 'show what would be done, without changing anything',
  },
  'help.plan.discard': {
    fr: 'admet que la base de ce nœud, désignée par son empreinte, soit remplacée ; peut être répétée',
    en: 'allows the database of this node, named by its digest, to be replaced; may be repeated',
  },
  'help.plan.out': { fr: 'écrit aussi le plan dans ce fichier', en: 'also write the plan to this file' },
  'help.apply': {
    fr: 'montre le plan, demande, puis l’exécute',
    en: 'show the plan, ask, then carry it out',
  },
  'help.apply.file': {
    fr: 'un plan écrit par plan --out : exécuté tel quel, ou refusé si l’état a changé',
    en: 'a plan written by plan --out: carried out exactly, or refused if the state has moved on',
  },
  'help.apply.yes': {
    fr: 'ne demande pas de confirmation (scripts)',
    en: 'do not ask for confirmation (scripts)',
  },
  'help.apply.reason': { fr: 'motif, conservé dans le journal', en: 'reason, kept in the journal' },
  'help.apply.no-drill': {
    fr: 'n’achève pas la fondation par un exercice de basculement',
    en: 'do not end a founding with a drill',
  },
  'help.drill.last': {
    fr: 'montre le compte rendu du dernier exercice réussi, sans rien faire',
    en: 'show the report of the last drill that succeeded, and do nothing',
  },
  'help.status': {
    fr: 'montre la zone, les hyperviseurs et la santé de la grappe',
    en: 'show the zone, the hosts and the health of the cluster',
  },
  'help.support': {
    fr: 'rassemble, sans aucun secret, ce dont a besoin celui qui aide',
    en: 'gather, without any secret, what somebody needs who is to help',
  },
  'help.support.out': { fr: 'fichier à écrire (tar.gz)', en: 'file to write (tar.gz)' },
  'help.metrics': {
    fr: 'l’état de la grappe au format texte de Prometheus',
    en: 'the state of the cluster in Prometheus’ text format',
  },
  'help.events': {
    fr: 'ce qui est arrivé à la grappe, dans l’ordre, du plus ancien au plus récent',
    en: 'what happened to the cluster, in order, oldest first',
  },
  'help.events.follow': {
    fr: 'montre aussi ce qui arrive, jusqu’à Ctrl-C',
    en: 'also show what happens, until Ctrl-C',
  },
  'help.events.from': {
    fr: 'commence par l’événement de ce numéro',
    en: 'begin with the event of this number',
  },
  'help.events.newest': {
    fr: 'sans --from, montre ce nombre d’événements, les plus récents',
    en: 'without --from, show so many events, the newest ones',
  },
  'help.doctor': {
    fr: 'dit ce qui ne va pas, pourquoi, et quoi taper ; la cause d’abord',
    en: 'say what is wrong, why, and what to type; the cause first',
  },
  'help.doctor.watch': { fr: 'regarde sans cesse, jusqu’à Ctrl-C', en: 'look again and again, until Ctrl-C' },
  'help.doctor.wait': {
    fr: 'attend que la grappe soit en bonne santé (healthy) ou ait un leader (leader)',
    en: 'wait until the cluster is healthy (healthy) or led (leader)',
  },
  'help.doctor.timeout': {
    fr: 'secondes d’attente avant d’abandonner',
    en: 'seconds to wait before giving up',
  },
  'help.doctor.output': {
    fr: 'forme de la sortie : table, json, yaml ou nagios',
    en: 'form of the output: table, json, yaml or nagios',
  },
  'help.doctor.explain': {
    fr: 'explique un code : ce qui a été vérifié, pourquoi, et ce qui en découle',
    en: 'explain a code: what was checked, why, and what follows from it',
  },
  'help.doctor.code': { fr: 'un code, par exemple HAPY-E647', en: 'a code, for example HAPY-E647' },
  'help.drill': {
    fr: 'prouve le basculement : arrête le leader, mesure, ramène tout ; demande d’abord',
    en: 'prove the fail-over: stop the leader, measure, bring everything back; asks first',
  },
  'help.drill.storage': {
    fr: 'éprouve le stockage répliqué à la place : arrête une brique, écrit, relit partout, attend que tout soit recopié',
    en: 'prove the replicated storage instead: stop a brick, write, read back everywhere, wait until all is copied',
  },
  'help.drill.dry-run': {
    fr: 'montre ce qui serait fait, sans rien modifier',
    en: 'show what would be done, without changing anything',
  },
  'help.nodes': { fr: 'montre chaque nœud vu par son agent', en: 'show each node as its agent sees it' },
  'help.firewall': { fr: 'les règles de pare-feu de la grappe', en: 'the firewall rules of the cluster' },
  'help.firewall.show': {
    fr: 'écrit des règles de nftables faites de la description de la grappe ; n’applique rien',
    en: 'print nftables rules made from the description of the cluster; applies nothing',
  },
  'help.token': { fr: 'gère les jetons d’adhésion', en: 'manage join tokens' },
  'help.token.create': {
    fr: 'crée un jeton pour un nœud (montré une seule fois)',
    en: 'make a token for one node (shown only once)',
  },
  'help.token.node': { fr: 'nom du nœud', en: 'name of the node' },
  'help.token.ttl': { fr: 'durée de validité en minutes', en: 'validity in minutes' },
  'help.token.out': {
    fr: 'écrit le jeton dans ce nouveau fichier (lisible par vous seul)',
    en: 'write the token to this new file (readable by you alone)',
  },
  'help.token.list': {
    fr: 'montre les jetons (jamais leur contenu)',
    en: 'show the tokens (never their content)',
  },
  'help.token.revoke': { fr: 'annule un jeton', en: 'revoke a token' },
  'help.token.id': { fr: 'identifiant du jeton (token list)', en: 'id of the token (token list)' },
  'help.runs': { fr: 'montre les exécutions', en: 'show the runs' },
  'help.runs.limit': { fr: 'nombre d’exécutions montrées', en: 'how many runs are shown' },
  'help.runs.follow': {
    fr: 'suit une exécution depuis son début (la dernière si ID manque)',
    en: 'follow a run from its beginning (the last one without ID)',
  },
  'help.runs.after': {
    fr: 'ne montre que ce qui suit l’événement de ce numéro (voir runs show -o json)',
    en: 'show only what follows the event of this number (see runs show -o json)',
  },
  'help.runs.show': {
    fr: 'montre une exécution : ses plans, ses actions, ses erreurs',
    en: 'show one run: its plans, its actions, its errors',
  },
  'help.run': { fr: 'reprend ou abandonne une exécution', en: 'resume or abort a run' },
  'help.run.resume': {
    fr: 'montre ce qui reste de la dernière exécution et la reprend',
    en: 'show what is left of the newest run, and go on with it',
  },
  'help.run.abort': {
    fr: 'arrête la dernière exécution au prochain point sûr et défait ce qui peut l’être',
    en: 'stop the newest run at the next safe point and take back what can be',
  },
  'help.runs.id': { fr: 'identifiant ou numéro de l’exécution', en: 'id or number of the run' },
  'help.sandbox': {
    fr: 'une grappe entière sur cette machine, pour essayer',
    en: 'a whole cluster on this machine, to try things',
  },
  'help.sandbox.up': { fr: 'démarre un bac à sable', en: 'start a sandbox' },
  'help.sandbox.nodes': { fr: 'nombre de nœuds', en: 'number of nodes' },
  'help.sandbox.stage': {
    fr: 'jusqu’où aller : installed, enrolled ou formed',
    en: 'how far to go: installed, enrolled or formed',
  },
  'help.sandbox.subnet': {
    fr: 'sous-réseau 127.x.y.0/24 (sinon le premier libre)',
    en: 'subnet 127.x.y.0/24 (else the first free one)',
  },
  'help.sandbox.from': {
    fr: 'config.eol de vrais serveurs, ou un cluster.yaml ; leurs adresses sont remplacées par des adresses locales',
    en: 'config.eol of real servers, or a cluster.yaml; their addresses are replaced by local ones',
  },
  'help.sandbox.inject-error': {
    fr: 'essai : ces actions échouent une fois (numéro, genre ou *)',
    en: 'test: these actions fail once (id, kind or *)',
  },
  'help.sandbox.inject-repeat': {
    fr: 'essai : ces actions sont faites deux fois de suite',
    en: 'test: these actions are done twice in a row',
  },
  'help.sandbox.inject-unknown': {
    fr: 'essai : ces actions sont faites, puis leur issue est inconnue une fois',
    en: 'test: these actions are done, then their outcome is unknown once',
  },
  'help.sandbox.start': {
    fr: 'démarre ce qui est configuré et ne tourne pas (coordinateur, agents)',
    en: 'start what is configured and does not run (coordinator, agents)',
  },
  'help.sandbox.down': {
    fr: 'arrête le bac à sable et efface son dossier',
    en: 'stop the sandbox and remove its folder',
  },
  'help.sandbox.keep': { fr: 'conserve les fichiers', en: 'keep the files' },
} as const satisfies Record<string, Text>;
