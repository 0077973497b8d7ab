import type { ErrorDefinition } from './definition.ts';

/** HAPY-E155 to HAPY-E159: a join token as it was pasted. */
export const tokenErrors = {
  'HAPY-E155': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Ce texte n’est pas un jeton d’adhésion',
      en: 'This text is not a join token',
    },
    cause: {
      fr: 'Un jeton commence par « hapy » et ne contient que des lettres, des chiffres, « - » et « _ ».',
      en: 'A token starts with "hapy" and holds nothing but letters, digits, "-" and "_".',
    },
    next: {
      fr: 'Recopiez le jeton en entier, ou demandez-en un autre : hapyctl token create',
      en: 'Copy the whole token again, or ask for another: hapyctl token create',
    },
  },
  'HAPY-E156': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Le jeton est coupé : {have} {have, plural, one {caractère lu} other {caractères lus}} sur {expected}',
      en: 'The token is cut off: {have} {have, plural, one {character} other {characters}} of {expected} read',
    },
    cause: {
      fr: 'La copie s’est arrêtée avant la fin, souvent au bord de la fenêtre du terminal.',
      en: 'Copying stopped before the end, often at the edge of the terminal window.',
    },
    next: {
      fr: 'Passez par un fichier : hapyctl token create --out FICHIER, puis hapy-agent join --token-file FICHIER',
      en: 'Use a file: hapyctl token create --out FILE, then hapy-agent join --token-file FILE',
    },
  },
  'HAPY-E157': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Le jeton est abîmé : sa somme de contrôle est fausse',
      en: 'The token is damaged: its checksum is wrong',
    },
    cause: {
      fr: 'Au moins un caractère a été changé, perdu ou ajouté pendant la copie.',
      en: 'At least one character was changed, lost or added while it was copied.',
    },
    next: {
      fr: 'Passez par un fichier : hapyctl token create --out FICHIER, puis hapy-agent join --token-file FICHIER',
      en: 'Use a file: hapyctl token create --out FILE, then hapy-agent join --token-file FILE',
    },
  },
  'HAPY-E158': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Ce jeton est de la version {version}, que ce hapy-agent ne connaît pas',
      en: 'This token is of version {version}, which this hapy-agent does not know',
    },
    cause: {
      fr: 'Le coordinateur et ce nœud n’ont pas la même version de hapy-cluster.',
      en: 'The coordinator and this node do not have the same version of hapy-cluster.',
    },
    next: {
      fr: 'Installez sur ce nœud la version du coordinateur, puis relancez hapy-agent join',
      en: 'Install the version of the coordinator on this node, then run hapy-agent join again',
    },
  },
  'HAPY-E159': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Ce texte fait plus de {limit} caractères : ce n’est pas un jeton d’adhésion',
      en: 'This text has more than {limit} characters: it is not a join token',
    },
    cause: {
      fr: 'Un autre fichier a été donné à la place du jeton, ou le jeton a été collé plusieurs fois.',
      en: 'Another file was given instead of the token, or the token was pasted several times.',
    },
    next: {
      fr: 'Donnez le seul jeton : hapy-agent join --token-file FICHIER',
      en: 'Give the token alone: hapy-agent join --token-file FILE',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
