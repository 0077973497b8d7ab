import type { Servers } from '../raft/event.ts';
import { cdata, childOf, childText, parseXml } from '../wire/xml.ts';
import { literal } from './literal.ts';

export interface Server {
  readonly id: number;
  /** ENDPOINT, ID and NAME first of all; whatever else the template gave is kept. */
  readonly attributes: ReadonlyMap<string, string>;
}

export interface Zone {
  readonly id: number;
  readonly name: string;
  /** 0 enabled, 1 disabled. */
  readonly state: number;
  readonly template: ReadonlyMap<string, string>;
  readonly servers: readonly Server[];
}

export function parseZone(body: string): Zone {
  const root = parseXml(body);
  const attributes = childOf(root, 'TEMPLATE')?.children ?? [];
  const servers = childOf(root, 'SERVER_POOL')?.children ?? [];
  return {
    id: Number(childText(root, 'ID')),
    name: childText(root, 'NAME'),
    state: Number(childText(root, 'STATE')),
    template: new Map(attributes.map((attribute) => [attribute.name, attribute.text])),
    servers: servers.map((server) => ({
      id: Number(childText(server, 'ID')),
      attributes: new Map(server.children.map((attribute) => [attribute.name, attribute.text])),
    })),
  };
}

/** oned writes attributes in the order of their names. */
export function attributesXml(attributes: ReadonlyMap<string, string>): string {
  return [...attributes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `<${name}>${cdata(value)}</${name}>`)
    .join('');
}

export function zoneXml(zone: Zone): string {
  const servers = zone.servers
    .map((server) => `<SERVER>${attributesXml(server.attributes)}</SERVER>`)
    .join('');
  return `<ZONE><ID>${zone.id}</ID><NAME>${zone.name}</NAME><STATE>${zone.state}</STATE><TEMPLATE>${attributesXml(zone.template)}</TEMPLATE><SERVER_POOL>${servers}</SERVER_POOL></ZONE>`;
}

export function endpointsOf(zone: Zone): Servers {
  return new Map(zone.servers.map((server) => [server.id, server.attributes.get('ENDPOINT') ?? '']));
}

/** max(existing ids) + 1, so the id of a removed highest server comes back (fact 6). */
export function nextServerId(zone: Zone): number {
  return Math.max(-1, ...zone.servers.map((server) => server.id)) + 1;
}

export function zoneUpdateSql(zone: Zone): string {
  return `REPLACE INTO zone_pool (oid, name, body) VALUES (${zone.id}, ${literal(zone.name)}, ${literal(zoneXml(zone))})`;
}
