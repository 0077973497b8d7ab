import type { ErrorDefinition } from './definition.ts';

/** What the health checks find about data: credentials, replication, configuration, who acts. */
export const healthDataErrors = {
  'HAPY-E653': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'one_auth n’est pas le même partout : {found}',
      en: 'one_auth is not the same everywhere: {found}',
    },
    cause: {
      fr: 'Un nœud a gardé le mot de passe d’oneadmin d’avant. Dès qu’il répond au leader, celui-ci prend le refus pour un terme et la zone devient inutilisable.',
      en: 'A node has kept an oneadmin password from before. As soon as it answers the leader, the refusal is taken for a term and the zone becomes unusable.',
    },
    next: {
      fr: 'Arrêtez oned sur le nœud différent, puis : hapyctl plan',
      en: 'Stop oned on the node that differs, then: hapyctl plan',
    },
  },
  'HAPY-E654': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'one_key n’est pas le même partout : {found}',
      en: 'one_key is not the same everywhere: {found}',
    },
    cause: {
      fr: 'Un nœud n’a pas reçu la graine entière. Cela ne se voit qu’après un changement de leader : les attributs chiffrés y sont illisibles.',
      en: 'A node did not receive the whole seed. It shows only after a change of leader: encrypted attributes cannot be read there.',
    },
    next: {
      fr: 'Recopiez /var/lib/one/.one/one_key du leader sur le nœud différent (0600, oneadmin)',
      en: 'Copy /var/lib/one/.one/one_key of the leader to the node that differs (0600, oneadmin)',
    },
  },
  'HAPY-E655': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La configuration d’oned sur {node} n’est plus celle d’un membre : {keys}',
      en: 'oned’s configuration on {node} is no longer that of a member: {keys}',
    },
    cause: {
      fr: 'Un reconfigure ou une personne a réécrit oned.conf. La garde la remet au prochain démarrage.',
      en: 'A reconfigure or a person rewrote oned.conf. The guard puts it back at the next start.',
    },
    next: {
      fr: 'hapyctl repair ; ou sur {node} : systemctl restart opennebula (leader en dernier)',
      en: 'hapyctl repair; or on {node}: systemctl restart opennebula (leader last)',
    },
  },
  'HAPY-E656': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Sur {node}, MONITOR_ADDRESS est {found} et non l’adresse virtuelle {vip}',
      en: 'On {node}, MONITOR_ADDRESS is {found} and not the virtual address {vip}',
    },
    cause: {
      fr: 'Après un changement de leader, les hyperviseurs parleraient à l’ancien : ils passent en err.',
      en: 'After a change of leader the hosts would talk to the old one: they go to err.',
    },
    next: {
      fr: 'hapyctl repair, puis, pour que monitord le lise : hapyctl reconfigure',
      en: 'hapyctl repair, then, for monitord to read it: hapyctl reconfigure',
    },
  },
  'HAPY-E657': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les bases n’ont pas le même contenu, bien qu’elles soient au même point du journal : {found}',
      en: 'The databases do not hold the same although they are at the same place of the log: {found}',
    },
    cause: {
      fr: 'Un serveur a rejoint la zone avec sa propre base, ou a validé des écritures seul. OpenNebula ne le montre nulle part.',
      en: 'A server joined the zone with its own database, or committed writes alone. OpenNebula shows it nowhere.',
    },
    next: {
      fr: 'Si le leader est du côté de la majorité, les autres reçoivent sa base : hapyctl repair. Sinon, un basculement en désigne un autre : hapyctl drill',
      en: 'Where the leader is of the majority, the others get its database: hapyctl repair. Else a fail-over makes another one lead: hapyctl drill',
    },
  },
  'HAPY-E658': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} a {lag, plural, one {un enregistrement} other {# enregistrements}} de retard sur {leader} ({trend, select, growing {le retard grandit} shrinking {il se rattrape} other {stable}})',
      en: '{node} is {lag, plural, one {one record} other {# records}} behind {leader} ({trend, select, growing {and falling further behind} shrinking {catching up} other {steady}})',
    },
    cause: {
      fr: 'Un serveur fraîchement démarré attend la prochaine écriture ; sinon il ne peut plus enregistrer (disque, base) ou le réseau est trop lent.',
      en: 'A server that has just started waits for the next write; else it can no longer record (disk, database) or the network is too slow.',
    },
    next: {
      fr: 'hapyctl doctor --watch ; si le retard ne diminue pas, sur {node} : tail /var/log/one/oned.log',
      en: 'hapyctl doctor --watch; if it does not shrink, on {node}: tail /var/log/one/oned.log',
    },
  },
  'HAPY-E659': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} : il reste {left, plural, one {un enregistrement} other {# enregistrements}} sur {kept} avant que le journal du leader ne suffise plus à le rattraper',
      en: '{node}: {left} of {kept} records {left, plural, one {is} other {are}} left before the leader’s log no longer suffices to catch up',
    },
    cause: {
      fr: 'Il est en retard depuis longtemps. Passé cette limite, il faut lui restaurer la base du leader.',
      en: 'It has been behind for a long time. Beyond that limit the leader’s database must be restored on it.',
    },
    next: {
      fr: 'Remettez {node} en route maintenant ; sinon : hapyctl node replace {node}',
      en: 'Bring {node} back now; else: hapyctl node replace {node}',
    },
  },
  'HAPY-E660': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: '{waiting, plural, one {Une écriture attend} other {# écritures attendent}} une majorité sur {node}',
      en: '{waiting, plural, one {One write waits} other {# writes wait}} for a majority on {node}',
    },
    cause: {
      fr: 'Trop peu de serveurs confirment. Celui qui écrit attend jusqu’à son délai ; l’écriture peut être faite plus tard.',
      en: 'Too few servers confirm. Whoever writes waits until his time-out; the write may be done later.',
    },
    next: {
      fr: 'Ne répétez pas l’écriture. Rétablissez la majorité, puis vérifiez ce qui a été fait',
      en: 'Do not repeat the write. Restore the majority, then look at what was done',
    },
  },
  'HAPY-E678': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} obéit à un autre coordinateur : {holder}',
      en: '{node} obeys another coordinator: {holder}',
    },
    cause: {
      fr: 'Deux coordinateurs tournent, ou une copie de celui-ci.',
      en: 'Two coordinators run, or a copy of this one.',
    },
    next: {
      fr: 'Arrêtez celui qui ne doit plus servir : systemctl stop hapy-coordinator',
      en: 'Stop the one that is no longer to serve: systemctl stop hapy-coordinator',
    },
  },
  'HAPY-E679': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Une opération tourne sur {node} sans exécution d’ici : {operations}',
      en: 'An operation goes on on {node} without a run from here: {operations}',
    },
    cause: {
      fr: 'Quelqu’un a lancé instance ou reconfigure à la main, ou un autre coordinateur agit.',
      en: 'Somebody started instance or reconfigure by hand, or another coordinator acts.',
    },
    next: {
      fr: 'Attendez sa fin : hapyctl doctor --wait-for healthy',
      en: 'Wait for its end: hapyctl doctor --wait-for healthy',
    },
  },
  'HAPY-E690': {
    category: 'NOT_FOUND',
    exit: 3,
    text: {
      fr: '{days, select, never {Le basculement n’a jamais été prouvé} other {Le basculement a été prouvé il y a {days} jours}}',
      en: '{days, select, never {The fail-over was never proved} other {The fail-over was proved {days} days ago}}',
    },
    cause: {
      fr: 'Une grappe qui n’a jamais basculé peut cacher une base ou des clés différentes.',
      en: 'A cluster that never failed over may hide another database or other keys.',
    },
    next: {
      fr: 'Dans une période calme : hapyctl drill',
      en: 'In a quiet hour: hapyctl drill',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
