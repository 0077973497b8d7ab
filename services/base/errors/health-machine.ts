import type { ErrorDefinition } from './definition.ts';

/** What the health checks find about machines: hosts, names, clocks, disks, versions. */
export const healthMachineErrors = {
  'HAPY-E662': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’hyperviseur {host} est en err : {reason}',
      en: 'The host {host} is in err: {reason}',
    },
    cause: {
      fr: 'Le leader n’a pas pu l’interroger : SSH d’oneadmin, nom, pare-feu (port 4124) ou libvirt.',
      en: 'The leader could not ask it: oneadmin’s SSH, its name, a firewall (port 4124) or libvirt.',
    },
    next: {
      fr: 'Sur le leader, comme oneadmin : ssh {host} true ; puis : onehost forceupdate {id}',
      en: 'On the leader, as oneadmin: ssh {host} true; then: onehost forceupdate {id}',
    },
  },
  'HAPY-E663': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’hyperviseur {host} n’est pas déclaré',
      en: 'The host {host} is not declared',
    },
    cause: {
      fr: 'Il n’a jamais été ajouté, ou quelqu’un l’a supprimé.',
      en: 'It was never added, or somebody deleted it.',
    },
    next: {
      fr: 'hapyctl apply',
      en: 'hapyctl apply',
    },
  },
  'HAPY-E664': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’hyperviseur {host} est mis de côté (désactivé ou hors ligne)',
      en: 'The host {host} is set aside (disabled or offline)',
    },
    cause: {
      fr: 'Quelqu’un l’a désactivé, par exemple pour une maintenance.',
      en: 'Somebody disabled it, for example for maintenance.',
    },
    next: {
      fr: 'Si la maintenance est finie : onehost enable {id}',
      en: 'When the maintenance is over: onehost enable {id}',
    },
  },
  'HAPY-E665': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Sur {node}, le nom {name} donne {found} et non {wanted}',
      en: 'On {node}, the name {name} gives {found} and not {wanted}',
    },
    cause: {
      fr: 'Le DNS ou /etc/hosts de ce nœud ne connaît pas le nom, ou a une ancienne adresse.',
      en: 'The DNS or /etc/hosts of this node does not know the name, or has an old address.',
    },
    next: {
      fr: 'gen_config, « Déclarer des noms d’hôtes supplémentaires », puis : reconfigure sur {node}',
      en: 'gen_config, “Déclarer des noms d’hôtes supplémentaires”, then: reconfigure on {node}',
    },
  },
  'HAPY-E666': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’horloge de {node} est en {direction, select, ahead {avance} other {retard}} de {amount} {unit, select, days {jours} hours {heures} minutes {minutes} other {secondes}}',
      en: 'The clock of {node} is {amount} {unit, select, days {days} hours {hours} minutes {minutes} other {seconds}} {direction, select, ahead {ahead} other {behind}}',
    },
    cause: {
      fr: 'Le service de temps ne tourne pas, ou la machine est restée longtemps arrêtée.',
      en: 'The time service does not run, or the machine was off for a long time.',
    },
    next: {
      fr: 'Sur {node} : timedatectl ; systemctl restart systemd-timesyncd',
      en: 'On {node}: timedatectl; systemctl restart systemd-timesyncd',
    },
  },
  'HAPY-E667': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Disque presque plein sur {node} : {free} Mio libres ({percent} %)',
      en: 'The disk of {node} is almost full: {free} MiB free ({percent} %)',
    },
    cause: {
      fr: '/var/lib/one est trop petit, ou des images et des sauvegardes s’y accumulent. Sans place, oned s’arrête.',
      en: '/var/lib/one is too small, or images and backups pile up there. Without room, oned stops.',
    },
    next: {
      fr: 'Sur {node} : df -h /var/lib/one /var/lib/hapy ; du -xh /var/lib/one | sort -h | tail',
      en: 'On {node}: df -h /var/lib/one /var/lib/hapy; du -xh /var/lib/one | sort -h | tail',
    },
  },
  'HAPY-E668': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} n’a pas la place d’une copie de la base ({database} Mio) : {free} Mio libres',
      en: '{node} has no room for a copy of the database ({database} MiB): {free} MiB free',
    },
    cause: {
      fr: 'Une sauvegarde ou une restauration échouerait en chemin.',
      en: 'A backup or a restore would fail on its way.',
    },
    next: {
      fr: 'Faites de la place sur {node} : df -h /var/lib/one /var/lib/hapy',
      en: 'Make room on {node}: df -h /var/lib/one /var/lib/hapy',
    },
  },
  'HAPY-E669': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le certificat de {node} expire dans {days} jours ({at})',
      en: 'The certificate of {node} expires in {days} days ({at})',
    },
    cause: {
      fr: 'Le renouvellement automatique échoue, ou le nœud est resté longtemps arrêté.',
      en: 'The automatic renewal fails, or the node was off for a long time.',
    },
    next: {
      fr: 'hapyctl certs ; journalctl -u hapy-agent sur {node}',
      en: 'hapyctl certs; journalctl -u hapy-agent on {node}',
    },
  },
  'HAPY-E677': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La configuration de {node} a été changée sans être appliquée',
      en: 'The configuration of {node} was changed and not applied',
    },
    cause: {
      fr: 'config.eol diffère de config.eol.bak : reconfigure n’a pas été lancé depuis.',
      en: 'config.eol differs from config.eol.bak: reconfigure was not run since.',
    },
    next: {
      fr: 'hapyctl reconfigure {node} (un nœud à la fois, leader en dernier)',
      en: 'hapyctl reconfigure {node} (one node at a time, leader last)',
    },
  },
  'HAPY-E681': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'OpenNebula {version} a un défaut connu (one#{issue}) : {issue, select, 6372 {après un changement de leader, les hyperviseurs peuvent rester en err et l’adresse virtuelle en double} 1673 {le leader peut changer sans cesse} 1320 {un suiveur restauré peut rester désynchronisé} 5232 {un nœud qui échoue à devenir leader peut se bloquer} 5186 {un nœud qui a perdu sa base vote encore, et personne n’est élu} 5719 {les scripts leader et suiveur peuvent s’exécuter dans le désordre} 6283 {des clients de supervision restent après le retrait d’un hyperviseur} other {défaut connu}}',
      en: 'OpenNebula {version} has a known defect (one#{issue}): {issue, select, 6372 {after a change of leader, hosts may stay in err and the virtual address double} 1673 {the leader may change again and again} 1320 {a restored follower may stay out of sync} 5232 {a node that fails to become leader may hang} 5186 {a node that lost its database still votes, and nobody is elected} 5719 {leader and follower hooks may run out of order} 6283 {monitoring clients remain after a host is removed} other {known defect}}',
    },
    cause: {
      fr: 'Cette version est celle de votre module EOLE ; une correction vient avec une version suivante.',
      en: 'This version is that of your EOLE module; a later one brings the fix.',
    },
    next: {
      fr: 'Rien à faire maintenant. Avant une mise à jour : hapyctl doctor explain HAPY-E681',
      en: 'Nothing to do now. Before an update: hapyctl doctor explain HAPY-E681',
    },
  },
  'HAPY-E682': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Il reste {percent} % de mémoire sur {node}',
      en: '{percent} % of the memory of {node} is left',
    },
    cause: {
      fr: 'Trop de machines virtuelles y tournent : le noyau arrête oned en premier.',
      en: 'Too many virtual machines run there: the kernel ends oned first.',
    },
    next: {
      fr: 'Déplacez des machines virtuelles : onevm migrate',
      en: 'Move virtual machines: onevm migrate',
    },
  },
  'HAPY-E694': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’unité {unit} a échoué sur {node}',
      en: 'The unit {unit} has failed on {node}',
    },
    cause: {
      fr: 'Elle s’est arrêtée sur une erreur et ne redémarre plus. Si {node} devient leader, ce qu’elle fait manque à toute la zone.',
      en: 'It ended with an error and is not started any more. If {node} becomes leader, what it does is missing in the whole zone.',
    },
    next: {
      fr: 'Sur {node} : journalctl -u {unit} -n 50 ; puis systemctl restart {unit}',
      en: 'On {node}: journalctl -u {unit} -n 50; then systemctl restart {unit}',
    },
  },
  'HAPY-E684': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} ne connaît pas les clés SSH de tous les nœuds',
      en: '{node} does not know the SSH keys of every node',
    },
    cause: {
      fr: 'Un nœud a été réinstallé ou ajouté depuis le dernier échange. Les hyperviseurs passeraient en err si {node} devenait leader.',
      en: 'A node was reinstalled or added since the last exchange. Hosts would go to err if {node} became leader.',
    },
    next: {
      fr: 'hapyctl apply',
      en: 'hapyctl apply',
    },
  },
  'HAPY-E685': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Des serveurs ont le même délai d’élection : ils se présentent au même instant',
      en: 'Servers have the same election time-out: they stand at the same instant',
    },
    cause: {
      fr: 'ELECTION_TIMEOUT_MS est resté celui d’OpenNebula. Des élections doubles laissent l’adresse virtuelle sur deux nœuds.',
      en: 'ELECTION_TIMEOUT_MS is still OpenNebula’s. Double elections leave the virtual address on two nodes.',
    },
    next: {
      fr: 'hapyctl repair, puis hapyctl reconfigure (délais voulus : {wanted} ms)',
      en: 'hapyctl repair, then hapyctl reconfigure (wanted: {wanted} ms)',
    },
  },
  'HAPY-E689': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’hyperviseur {host} n’est pas encore en service (on)',
      en: 'The host {host} is not on yet',
    },
    cause: {
      fr: 'Il vient d’être ajouté ; la première supervision prend jusqu’à une minute.',
      en: 'It has just been added; the first monitoring takes up to a minute.',
    },
    next: {
      fr: 'hapyctl doctor --wait-for healthy --timeout 120',
      en: 'hapyctl doctor --wait-for healthy --timeout 120',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
