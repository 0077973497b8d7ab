import type { Text } from '../errors/definition.ts';

/** What `hapy-agent can-change` says while dpkg waits for it. */
export const packageChangeMessages = {
  waits: {
    fr: 'hapy-agent : {silent} ne répond pas ; on attend jusqu’à {seconds} s avant de changer le paquet',
    en: 'hapy-agent: {silent} does not answer; waiting up to {seconds} s before the package is changed',
  },
} as const satisfies Record<string, Text>;
