import type { ErrorDefinition } from './definition.ts';

/** HAPY-E27x and E28x: the sandbox, a whole cluster on one machine. */
export const sandboxErrors = {
  'HAPY-E270': {
    category: 'ALREADY_EXISTS',
    exit: 2,
    text: {
      fr: 'Un bac à sable existe déjà dans {directory}',
      en: 'There is a sandbox in {directory} already',
    },
    cause: {
      fr: 'Il tourne encore, ou n’a pas été démonté.',
      en: 'It is still running, or was not taken down.',
    },
    next: {
      fr: 'Utilisez-le (export HAPY_DIR={directory}), démontez-le (hapyctl sandbox down --dir {directory}) ou prenez un autre --dir.',
      en: 'Use it (export HAPY_DIR={directory}), take it down (hapyctl sandbox down --dir {directory}) or take another --dir.',
    },
  },
  'HAPY-E271': {
    category: 'NOT_FOUND',
    exit: 2,
    text: { fr: 'Il n’y a pas de bac à sable dans {directory}', en: 'There is no sandbox in {directory}' },
    cause: {
      fr: 'Le dossier n’existe pas, ou ce n’est pas hapyctl qui l’a rempli : il n’y touche donc pas.',
      en: 'The folder does not exist, or hapyctl has not filled it: so it leaves it alone.',
    },
    next: {
      fr: 'Indiquez le bon dossier avec --dir, ou créez-en un : hapyctl sandbox up',
      en: 'Name the right folder with --dir, or make one: hapyctl sandbox up',
    },
  },
  'HAPY-E272': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: '{directory} n’est pas vide et n’est pas un bac à sable',
      en: '{directory} is not empty and is no sandbox',
    },
    cause: {
      fr: 'hapyctl ne mélange pas ses fichiers avec ceux d’un autre.',
      en: 'hapyctl does not mix its files with those of others.',
    },
    next: { fr: 'Prenez un autre dossier avec --dir.', en: 'Take another folder with --dir.' },
  },
  'HAPY-E273': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '« {found} » n’est pas un sous-réseau pour un bac à sable',
      en: '"{found}" is not a subnet for a sandbox',
    },
    cause: {
      fr: 'Il s’écrit 127.x.y.0/24, avec x et y entre 0 et 255, et 127.0.0.0/24 est à la machine.',
      en: 'It is written 127.x.y.0/24, x and y from 0 to 255, and 127.0.0.0/24 belongs to the machine.',
    },
    next: { fr: 'Par exemple : --subnet 127.77.1.0/24', en: 'For example: --subnet 127.77.1.0/24' },
  },
  'HAPY-E274': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'L’adresse {address}:{port} ne peut pas être prise ({reason})',
      en: 'The address {address}:{port} cannot be taken ({reason})',
    },
    cause: {
      fr: 'Un autre bac à sable s’en sert déjà, ou ce système n’a pas tout 127.0.0.0/8 comme adresses locales.',
      en: 'Another sandbox uses it already, or this system does not have all of 127.0.0.0/8 as local addresses.',
    },
    next: {
      fr: 'Choisissez un autre sous-réseau avec --subnet, ou démontez l’autre bac à sable.',
      en: 'Choose another subnet with --subnet, or take the other sandbox down.',
    },
  },
  'HAPY-E275': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{program} n’a pas démarré ({reason})',
      en: '{program} did not start ({reason})',
    },
    cause: {
      fr: 'La raison est à la fin de son journal. Ce qui avait été démarré a été arrêté.',
      en: 'The reason is at the end of its log. What had been started was stopped.',
    },
    next: { fr: 'tail {log}', en: 'tail {log}' },
  },
  'HAPY-E276': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{count, plural, one {Un processus est resté} other {# processus sont restés}} : {processes}',
      en: '{count, plural, one {One process is} other {# processes are}} left: {processes}',
    },
    cause: {
      fr: 'Ils n’ont obéi ni à SIGTERM ni à SIGKILL dans le temps imparti. Les fichiers sont restés en place.',
      en: 'They obeyed neither SIGTERM nor SIGKILL in time. The files were left in place.',
    },
    next: {
      fr: 'Relancez : hapyctl sandbox down --dir {directory}',
      en: 'Run again: hapyctl sandbox down --dir {directory}',
    },
  },
  'HAPY-E277': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Un bac à sable ne peut pas avoir {found} nœuds',
      en: 'A sandbox cannot have {found} nodes',
    },
    cause: {
      fr: 'Il en faut de 3 (pour garder une majorité quand l’un s’arrête) à {maximum}.',
      en: 'It takes from 3 (to keep a majority when one stops) to {maximum}.',
    },
    next: { fr: 'Par exemple : --nodes 3', en: 'For example: --nodes 3' },
  },
  'HAPY-E278': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{count, plural, one {Un nœud n’a pas donné} other {# nœuds n’ont pas donné}} de nouvelles au coordinateur : {nodes}',
      en: '{count, plural, one {One node was} other {# nodes were}} not heard by the coordinator: {nodes}',
    },
    cause: {
      fr: 'L’agent ne joint pas le coordinateur, ou l’inverse. Ce qui avait été démarré a été arrêté.',
      en: 'The agent does not reach the coordinator, or the other way round. What had been started was stopped.',
    },
    next: { fr: 'Lisez les journaux dans {logs}', en: 'Read the logs in {logs}' },
  },
  'HAPY-E279': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La correspondance des adresses du bac à sable, {file}, est illisible',
      en: 'The address map of the sandbox, {file}, cannot be read',
    },
    cause: { fr: 'Le fichier a été modifié ou abîmé.', en: 'The file was edited or damaged.' },
    next: {
      fr: 'Démontez le bac à sable (hapyctl sandbox down) et recommencez.',
      en: 'Take the sandbox down (hapyctl sandbox down) and start again.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
