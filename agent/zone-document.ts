import type { Zone } from '../services/domain/observed.ts';
import { childOf, childrenOf, type Element, integerAt, lineAt } from './bounded-xml.ts';

/** A `<ZONE>` as one.zone.info answers it and as the database keeps it (opennebula.md section 5). */
export function zoneFromDocument(document: Element): Zone {
  if (document.name !== 'ZONE') throw new Error(`element ${document.name}`);
  const servers = childrenOf(childOf(document, 'SERVER_POOL'), 'SERVER').map((server) => ({
    id: integerAt(server, ['ID'], -1),
    name: lineAt(server, 'NAME'),
    endpoint: lineAt(server, 'ENDPOINT'),
  }));
  return {
    id: integerAt(document, ['ID'], 0),
    name: lineAt(document, 'NAME'),
    endpoint: lineAt(document, 'TEMPLATE', 'ENDPOINT'),
    servers: servers.sort((one, other) => one.id - other.id),
  };
}
