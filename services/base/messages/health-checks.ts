import type { Text } from '../errors/definition.ts';
import { firewallCheckMessages } from './health-firewall.ts';
import { storageCheckMessages } from './health-storage.ts';

/** What each health check is about, in a few words, and what it asks and why: the long text of its codes. */
export const checkMessages: Readonly<Record<string, { readonly title: Text; readonly asks: Text }>> = {
  ...firewallCheckMessages,
  ...storageCheckMessages,
  disk: {
    title: { fr: 'la place sur le disque', en: 'room on the disk' },
    asks: {
      fr: 'Compare la place libre du système de fichiers d’OpenNebula à sa taille, et à deux fois la base. Moins de 3 % est une erreur : oned cesse d’écrire, et une restauration échouerait à mi-chemin.',
      en: 'Compares the free space of OpenNebula’s file system with its size and with twice the database. Less than 3 % is an error: oned stops writing, and a restore would fail half-way.',
    },
  },
  clocks: {
    title: { fr: 'les horloges', en: 'clocks' },
    asks: {
      fr: 'Compare l’horloge de chaque nœud à celle du coordinateur. Au-delà de 5 s les journaux ne se comparent plus ; au-delà de 30 s les certificats et les jetons sont menacés.',
      en: 'Compares each node’s clock with the coordinator’s. Beyond 5 s logs can no longer be laid side by side; beyond 30 s certificates and tokens are at risk.',
    },
  },
  credentials: {
    title: { fr: 'one_auth', en: 'one_auth' },
    asks: {
      fr: 'Compare l’empreinte de one_auth entre les membres, sans jamais la lire ailleurs. Un serveur au mot de passe différent détruit le leader dès qu’il répond : son refus est lu comme un terme.',
      en: 'Compares the digest of one_auth between the members; the secret never travels. A server with another password destroys the leader as soon as it answers: its refusal is read as a term.',
    },
  },
  'start-guard': {
    title: { fr: 'la garde de démarrage', en: 'the start guard' },
    asks: {
      fr: 'Lit le fichier d’identité qui dit si oned peut démarrer. Retenu sans exécution en cours, illisible ou d’une autre grappe, il empêche oned de revenir après un redémarrage.',
      en: 'Reads the identity file that says whether oned may start. Held without a run, unreadable or of another cluster, it keeps oned from coming back after a reboot.',
    },
  },
  'removed-servers-stopped': {
    title: { fr: 'les serveurs retirés', en: 'removed servers' },
    asks: {
      fr: 'Cherche un oned qui tourne sans figurer dans la zone des autres. Il ne reçoit plus rien, se présente sans fin aux élections et empêche la zone de servir.',
      en: 'Looks for an oned that runs without standing in the others’ zone. It receives nothing, stands for election without end and keeps the zone from serving.',
    },
  },
  'server-ids': {
    title: { fr: 'les SERVER_ID', en: 'SERVER_IDs' },
    asks: {
      fr: 'Compare le numéro que chaque oned croit avoir à celui que la zone donne à son adresse. Un mauvais numéro ne se voit pas dans onezone show ; ce serveur peut s’élire seul et valider des écritures.',
      en: 'Compares the id that each oned believes to have with the one that the zone gives to its endpoint. A wrong id does not show in onezone show; that server can elect itself and commit writes alone.',
    },
  },
  'zone-servers': {
    title: { fr: 'les serveurs de la zone', en: 'the zone’s servers' },
    asks: {
      fr: 'Vérifie que la zone nomme chaque nœud une fois et personne d’autre. OpenNebula accepte les doublons, et chaque entrée compte dans le quorum.',
      en: 'Checks that the zone names each node once and nobody else. OpenNebula accepts duplicates, and each entry counts in the quorum.',
    },
  },
  'term-sane': {
    title: { fr: 'un terme plausible', en: 'a plausible term' },
    asks: {
      fr: 'Reconnaît le terme 4294967295, trace d’un serveur aux identifiants différents.',
      en: 'Recognises term 4294967295, the trace of a server with other credentials.',
    },
  },
  'leader-in-pool': {
    title: { fr: 'un leader de la zone', en: 'a leader of the zone' },
    asks: {
      fr: 'Vérifie que celui qui se dit leader figure dans sa propre zone. Sinon toute écriture échoue, bien que la zone ait l’air dirigée.',
      en: 'Checks that whoever calls itself leader stands in its own zone. Else every write fails although the zone looks led.',
    },
  },
  'nobody-solo': {
    title: { fr: 'personne en solo', en: 'nobody solo' },
    asks: {
      fr: 'Cherche un oned qui tourne seul à côté de la zone : ce qui y est écrit n’arrive jamais chez les autres.',
      en: 'Looks for an oned that runs alone beside the zone: what is written there never reaches the others.',
    },
  },
  'oned-serves': {
    title: { fr: 'oned répond', en: 'oned answers' },
    asks: {
      fr: 'Demande à chaque agent si son oned tourne et répond, et distingue arrêté, échoué, bloqué, illisible, fermé et en cours de démarrage.',
      en: 'Asks each agent whether its oned runs and answers, and tells stopped, failed, hung, unreadable, locked out and starting apart.',
    },
  },
  'nodes-answer': {
    title: { fr: 'les agents répondent', en: 'agents answer' },
    asks: {
      fr: 'Demande son état à chaque agent, par sa propre adresse et jamais par l’adresse virtuelle. Le code entre parenthèses dit pourquoi il se tait : E500 refus, E502 silence, E506 certificat ou horloge.',
      en: 'Asks each agent for its state, by its own address and never through the virtual one. The code in parentheses says why it is silent: E500 refused, E502 silence, E506 certificate or clock.',
    },
  },
  'nodes-current': {
    title: { fr: 'des nouvelles fraîches', en: 'fresh news' },
    asks: {
      fr: 'Un agent parle au moins toutes les deux secondes. Après 15 s il est en retard, après une minute il compte comme muet.',
      en: 'An agent speaks at least every two seconds. After 15 s it is late, after a minute it counts as silent.',
    },
  },
  'database-engine': {
    title: { fr: 'un seul moteur de base', en: 'one database engine' },
    asks: {
      fr: 'Une base ne se restaure que sur le même moteur.',
      en: 'A database can be restored on the same engine only.',
    },
  },
  'opennebula-versions': {
    title: { fr: 'une seule version d’OpenNebula', en: 'one version of OpenNebula' },
    asks: {
      fr: 'Le format des échanges et de la base change d’une version à l’autre.',
      en: 'The wire format and the database change from one version to the next.',
    },
  },
  'database-contents': {
    title: { fr: 'le contenu des bases', en: 'database contents' },
    asks: {
      fr: 'Compare l’empreinte du contenu des bases qui sont au même point du journal. Un serveur entré avec sa propre base a le même terme, le même index et d’autres données ; rien d’autre ne le montre.',
      en: 'Compares the digest of the contents of databases at the same place of the log. A server that joined with its own database has the same term, the same index and other data; nothing else shows it.',
    },
  },
  'zone-copies': {
    title: { fr: 'les copies de la zone', en: 'copies of the zone' },
    asks: {
      fr: 'Compare la liste des serveurs telle que chaque nœud la voit.',
      en: 'Compares the list of servers as each node sees it.',
    },
  },
  'leader-majority': {
    title: { fr: 'la majorité du leader', en: 'the leader’s majority' },
    asks: {
      fr: 'Un leader qui perd sa majorité se dit leader pour toujours, répond aux lectures et bloque les écritures. Seul compte celui que la majorité suit, au même terme.',
      en: 'A leader that loses its majority calls itself leader for ever, answers reads and lets writes hang. Only the one that a majority follows, at the same term, counts.',
    },
  },
  quorum: {
    title: { fr: 'le quorum', en: 'the quorum' },
    asks: {
      fr: 'Compte les serveurs qui tournent : il en faut la moitié plus un pour écrire.',
      en: 'Counts the servers that run: half of them plus one are needed to write.',
    },
  },
  leader: {
    title: { fr: 'un leader', en: 'a leader' },
    asks: {
      fr: 'Cherche un leader reconnu par la majorité au même terme.',
      en: 'Looks for a leader that a majority acknowledges at the same term.',
    },
  },
  'term-steady': {
    title: { fr: 'un terme stable', en: 'a steady term' },
    asks: {
      fr: 'Compte les élections des cinq dernières minutes, vues par une majorité. Chacune coûte quelques secondes de service.',
      en: 'Counts the elections of the last five minutes as a majority has seen them. Each costs a few seconds of service.',
    },
  },
  'terms-agree': {
    title: { fr: 'le même terme', en: 'one term' },
    asks: {
      fr: 'Compare le terme de chaque serveur à celui du leader.',
      en: 'Compares each server’s term with the leader’s.',
    },
  },
  'writes-commit': {
    title: { fr: 'les écritures validées', en: 'committed writes' },
    asks: {
      fr: 'Compare ce que le leader a écrit à ce qui est validé. Une écriture en attente peut être faite plus tard : ne la répétez pas.',
      en: 'Compares what the leader wrote with what is committed. A write that waits may be done later: do not repeat it.',
    },
  },
  'virtual-address': {
    title: { fr: 'l’adresse virtuelle', en: 'the virtual address' },
    asks: {
      fr: 'Demande à chaque nœud les adresses de ses interfaces : l’adresse virtuelle doit être sur le leader, et sur lui seul.',
      en: 'Asks each node for the addresses of its interfaces: the virtual address belongs on the leader and on nobody else.',
    },
  },
  replication: {
    title: { fr: 'la réplication', en: 'replication' },
    asks: {
      fr: 'Compare l’index de chaque suiveur à celui que le leader avait il y a 5 s, et dit si le retard grandit.',
      en: 'Compares each follower’s index with what the leader had 5 s ago, and says whether the lag grows.',
    },
  },
  'log-window': {
    title: { fr: 'la fenêtre du journal', en: 'the log window' },
    asks: {
      fr: 'Le leader ne garde qu’un nombre limité d’enregistrements (LOG_RETENTION). Un suiveur plus en retard doit recevoir une sauvegarde.',
      en: 'The leader keeps a limited number of records (LOG_RETENTION). A follower that is further behind needs a backup.',
    },
  },
  'quorum-margin': {
    title: { fr: 'la marge du quorum', en: 'the quorum’s margin' },
    asks: {
      fr: 'Dit combien de serveurs peuvent encore tomber.',
      en: 'Says how many more servers may fail.',
    },
  },
  configuration: {
    title: { fr: 'la configuration d’oned', en: 'oned’s configuration' },
    asks: {
      fr: 'Lit dans oned.conf les clés qui font un membre : SERVER_ID et les scripts de l’adresse virtuelle. Le prochain démarrage les lirait.',
      en: 'Reads the keys of oned.conf that make a member: SERVER_ID and the hooks of the virtual address. The next start would read them.',
    },
  },
  'monitor-address': {
    title: { fr: 'l’adresse de supervision', en: 'the monitoring address' },
    asks: {
      fr: 'MONITOR_ADDRESS doit être l’adresse virtuelle, sinon les hyperviseurs parlent à l’ancien leader.',
      en: 'MONITOR_ADDRESS must be the virtual address, else hosts talk to the old leader.',
    },
  },
  names: {
    title: { fr: 'les noms', en: 'names' },
    asks: {
      fr: 'Résout le nom de chaque serveur sur chaque nœud. Le leader appelle les hyperviseurs par leur nom.',
      en: 'Resolves the name of every server on every node. The leader calls hosts by their names.',
    },
  },
  'ssh-keys': {
    title: { fr: 'les clés SSH d’oneadmin', en: 'oneadmin’s SSH keys' },
    asks: {
      fr: 'Compare les clés que chaque nœud connaît à celles des nœuds présents. Le futur leader doit joindre tous les hyperviseurs.',
      en: 'Compares the keys each node knows with those of the nodes there are. Whoever leads next must reach every host.',
    },
  },
  'hosts-on': {
    title: { fr: 'les hyperviseurs', en: 'hosts' },
    asks: {
      fr: 'Lit l’état de chaque hyperviseur chez le leader, et la raison d’un err dans la fin de son oned.log.',
      en: 'Reads the state of every host at the leader, and the reason of an err in the end of its oned.log.',
    },
  },
  'zone-endpoint': {
    title: { fr: 'l’adresse de la zone', en: 'the zone’s endpoint' },
    asks: {
      fr: 'L’adresse que la zone annonce doit être l’adresse virtuelle.',
      en: 'The endpoint that the zone announces should be the virtual address.',
    },
  },
  'one-key': {
    title: { fr: 'one_key', en: 'one_key' },
    asks: {
      fr: 'Compare l’empreinte de la clé des attributs chiffrés.',
      en: 'Compares the digest of the key of encrypted attributes.',
    },
  },
  certificates: {
    title: { fr: 'les certificats', en: 'certificates' },
    asks: {
      fr: 'Un certificat de 30 jours est renouvelé à mi-vie. S’il en reste moins de 10, le renouvellement échoue.',
      en: 'A certificate of 30 days is renewed at half its life. With less than 10 left, renewal fails.',
    },
  },
  memory: {
    title: { fr: 'la mémoire', en: 'memory' },
    asks: {
      fr: 'Quand la mémoire manque, le noyau arrête oned en premier.',
      en: 'When memory runs out, the kernel ends oned first.',
    },
  },
  units: {
    title: { fr: 'les unités systemd', en: 'systemd units' },
    asks: { fr: 'Rien ne doit avoir échoué à côté d’oned.', en: 'Nothing beside oned may have failed.' },
  },
  'election-timeouts': {
    title: { fr: 'les délais d’élection', en: 'election time-outs' },
    asks: {
      fr: 'Des délais égaux font se présenter deux candidats au même instant ; sur une vraie zone, plus de la moitié des pertes de leader ont eu ainsi des candidats simultanés.',
      en: 'Equal time-outs make two candidates stand at the same instant; on a real zone, more than half of the leader losses had simultaneous candidates that way.',
    },
  },
  'raft-timers': {
    title: { fr: 'les autres délais d’oned', en: 'oned’s other times' },
    asks: {
      fr: 'Un leader doit être entendu deux fois (BROADCAST_TIMEOUT_MS) avant qu’un suiveur ne se présente, et un serveur ne doit pas attendre un mort (XMLRPC_TIMEOUT_MS) plus longtemps que cela.',
      en: 'A leader must be heard twice (BROADCAST_TIMEOUT_MS) before a follower stands, and no server may wait for a dead one (XMLRPC_TIMEOUT_MS) longer than that.',
    },
  },
  'creole-applied': {
    title: { fr: 'la configuration appliquée', en: 'applied configuration' },
    asks: {
      fr: 'Compare config.eol à config.eol.bak, écrit par le dernier reconfigure.',
      en: 'Compares config.eol with config.eol.bak, which the last reconfigure wrote.',
    },
  },
  'agent-versions': {
    title: { fr: 'la version des agents', en: 'agent versions' },
    asks: { fr: 'Une mise à jour doit arriver partout.', en: 'An update should reach every node.' },
  },
  'foreign-lease': {
    title: { fr: 'un seul coordinateur', en: 'one coordinator' },
    asks: {
      fr: 'Chaque agent n’obéit qu’à un coordinateur à la fois, et dit auquel.',
      en: 'Each agent obeys one coordinator at a time, and says which.',
    },
  },
  'foreign-operations': {
    title: { fr: 'les opérations d’autrui', en: 'others’ operations' },
    asks: {
      fr: 'Cherche ce qui tourne sur un nœud sans qu’une exécution d’ici le suive.',
      en: 'Looks for what goes on on a node without a run from here following it.',
    },
  },
  'known-bugs': {
    title: { fr: 'les défauts connus', en: 'known defects' },
    asks: {
      fr: 'Compare la version d’OpenNebula à la liste des défauts publiés de sa haute disponibilité.',
      en: 'Compares the version of OpenNebula with the list of published defects of its high availability.',
    },
  },
  proved: {
    title: { fr: 'le basculement prouvé', en: 'a proved fail-over' },
    asks: {
      fr: 'Dit quand un exercice (hapyctl drill) a réussi pour la dernière fois.',
      en: 'Says when a drill (hapyctl drill) last succeeded.',
    },
  },
};
