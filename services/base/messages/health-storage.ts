import type { Text } from '../errors/definition.ts';

/** The same as health-checks.ts for replicated storage. */
export const storageCheckMessages: Readonly<Record<string, { readonly title: Text; readonly asks: Text }>> = {
  'storage-seen': {
    title: { fr: 'le stockage est observé', en: 'the storage is seen' },
    asks: {
      fr: 'Demande à chaque agent ce que dit le glusterd de son nœud. Sans réponse, rien de ce que ce nœud garde n’est connu.',
      en: 'Asks each agent what the glusterd of its node says. Without an answer nothing is known of what that node keeps.',
    },
  },
  'storage-peers': {
    title: { fr: 'le groupe GlusterFS', en: 'the GlusterFS pool' },
    asks: {
      fr: 'Lit le groupe vu de l’index 0 : chaque nœud doit y être connecté et accepté, et personne d’autre. Un pair refusé ne suit plus les changements du volume.',
      en: 'Reads the pool as index 0 sees it: every node must be connected and accepted there, and nobody else. A peer that is refused no longer follows the volume’s changes.',
    },
  },
  'storage-versions': {
    title: { fr: 'les versions de GlusterFS', en: 'versions of GlusterFS' },
    asks: {
      fr: 'Compare les versions installées. Des versions majeures différentes ne doivent durer que le temps d’une mise à niveau.',
      en: 'Compares the installed versions. Different major versions must last no longer than an upgrade does.',
    },
  },
  'storage-volume': {
    title: { fr: 'le volume', en: 'the volume' },
    asks: {
      fr: 'Vérifie que le volume existe, qu’il est démarré, et que chaque glusterd le décrit de la même façon.',
      en: 'Looks whether the volume is there and started, and whether every glusterd describes it alike.',
    },
  },
  'storage-bricks': {
    title: { fr: 'les briques', en: 'the bricks' },
    asks: {
      fr: 'Demande si chaque brique est servie. Une sur trois peut manquer ; à deux le groupe n’accepte plus d’écriture.',
      en: 'Asks whether each brick is served. One of three may be missing; with two the set takes no more writes.',
    },
  },
  'storage-heal': {
    title: { fr: 'ce qui reste à recopier', en: 'what remains to be copied' },
    asks: {
      fr: 'Compte les entrées qu’une brique n’a pas encore, et si leur nombre baisse. Avant zéro, aucune autre brique ne doit être arrêtée ni échangée.',
      en: 'Counts the entries that a brick does not have yet, and whether they become fewer. Before zero no other brick may be stopped or exchanged.',
    },
  },
  'storage-split-brain': {
    title: { fr: 'les fichiers à deux vérités', en: 'files with two truths' },
    asks: {
      fr: 'Cherche les fichiers dont aucune copie n’est la bonne pour GlusterFS : ils ne s’ouvrent plus, et une personne doit choisir.',
      en: 'Looks for files of which GlusterFS takes no copy for the right one: they cannot be opened, and a person has to choose.',
    },
  },
  'storage-space': {
    title: { fr: 'la place sur les briques', en: 'room on the bricks' },
    asks: {
      fr: 'Compare la place libre de chaque brique à sa taille. La plus pleine arrête le volume entier.',
      en: 'Compares the free space of each brick with its size. The fullest one stops the whole volume.',
    },
  },
  'storage-mounts': {
    title: { fr: 'les montages', en: 'the mounts' },
    asks: {
      fr: 'Vérifie sur chaque nœud que le volume est monté là où OpenNebula cherche ses images. Sinon elles s’écrivent sur le disque système.',
      en: 'Looks on every node whether the volume is mounted where OpenNebula looks for its images. Otherwise they are written to the root disk.',
    },
  },
  'storage-options': {
    title: { fr: 'les options du volume', en: 'the volume’s options' },
    asks: {
      fr: 'Compare chaque option du volume à la description de la grappe.',
      en: 'Compares each option of the volume with the cluster’s description.',
    },
  },
  'storage-datastores': {
    title: { fr: 'les datastores', en: 'the datastores' },
    asks: {
      fr: 'Vérifie que le leader connaît les datastores partagés, avec TM_MAD=shared.',
      en: 'Looks whether the leader knows the shared datastores, with TM_MAD=shared.',
    },
  },
};
