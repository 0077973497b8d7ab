import { readFileSync } from 'node:fs';
import { attributesXml } from '../store/zone.ts';
import { openNebulaVersion } from '../store/schema.ts';
import { text } from '../wire/value.ts';
import { cdata } from '../wire/xml.ts';
import type { Method } from './method.ts';

/** Only the leader answers; a follower passes it on (fact 12), so this is no sign of life. */
export const systemVersion: Method = {
  name: 'one.system.version',
  leaderOnly: true,
  execute: ({ machine }) => text(machine.openNebula ?? openNebulaVersion),
};

/** The leader's configuration, the key of encrypted attributes in clear among it (recording solo.system.config). */
export const systemConfiguration: Method = {
  name: 'one.system.config',
  leaderOnly: true,
  execute({ configuration, paths }) {
    const oneKey = readKey(`${paths.oneDirectory}/one_key`);
    const attributes = [...configuration.template, ['ONE_KEY', oneKey] as const]
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, value]) => {
        const inner = typeof value === 'string' ? cdata(value) : attributesXml(value);
        return `<${name}>${inner}</${name}>`;
      });
    return text(`<OPENNEBULA_CONFIGURATION>${attributes.join('')}</OPENNEBULA_CONFIGURATION>`);
  },
};

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
