import { attributeOf, parseTemplate, type Template, TemplateError } from '../conf/template.ts';
import { nextServerId, parseZone, type Zone, zoneUpdateSql } from '../store/zone.ts';
import { int32, type Value } from '../wire/value.ts';
import { parseXml } from '../wire/xml.ts';
import { errorCode, Failure, type Method, notFound, type OnedParts } from './method.ts';

/** Template language or XML, as oned takes both; what is neither becomes error 2048 with the parser's text. */
function readTemplate(written: string): Template {
  try {
    if (!written.trimStart().startsWith('<')) return parseTemplate(written);
    const root = parseXml(written);
    return root.children.map((child) => [
      child.name,
      child.children.length === 0
        ? child.text
        : new Map(child.children.map((part) => [part.name, part.text])),
    ]);
  } catch (error) {
    if (error instanceof TemplateError) throw new Failure(errorCode.action, error.message);
    throw new Failure(errorCode.action, 'Parse error: not well-formed XML');
  }
}

function loadZone({ database }: OnedParts, id: number): Zone {
  const stored = database.get('zone_pool', id);
  if (stored === undefined) throw notFound('zone', id);
  return parseZone(stored.body);
}

/**
 * Adds without looking whether the endpoint is there already, and answers the zone's id, not the server's
 * (facts 5 and 6). It counts in the quorum from the moment this record is committed (fact 7).
 */
export const addServer: Method = {
  name: 'one.zone.addserver',
  leaderOnly: true,
  execute(parts, parameters) {
    const id = parameters.int(1);
    const written = parameters.text(2);
    if (id !== 0) {
      throw new Failure(errorCode.action, 'Servers have to be added through the target zone endpoints');
    }
    const server = attributeOf(readTemplate(written), 'SERVER');
    // 6.10 says nothing here (recording error.zone.addserver-no-server-attr).
    if (server === undefined || typeof server === 'string') throw new Failure(errorCode.action, '');
    for (const name of ['NAME', 'ENDPOINT']) {
      if (!server.get(name)) throw new Failure(errorCode.action, `Missing ${name} in SERVER`);
    }
    return parts.writes.exclusively('zone_pool', async () => {
      const zone = loadZone(parts, id);
      const serverId = nextServerId(zone);
      const attributes = new Map([...server, ['ID', String(serverId)]]);
      // oned does not look at the outcome of this write: a leader that lost its zone answers success all the same.
      await parts.writes.execute(
        zoneUpdateSql({ ...zone, servers: [...zone.servers, { id: serverId, attributes }] }),
      );
      parts.raft.serverAdded(serverId, server.get('ENDPOINT') ?? '');
      return int32(id);
    });
  },
};

/** The server stops counting before the record that says so is written. */
export const deleteServer: Method = {
  name: 'one.zone.delserver',
  leaderOnly: true,
  execute(parts, parameters) {
    const id = parameters.int(1);
    const serverId = parameters.int(2);
    if (id !== 0) {
      throw new Failure(errorCode.action, 'Servers have to be deleted through the target zone endpoints');
    }
    return parts.writes.exclusively('zone_pool', async () => {
      const zone = loadZone(parts, id);
      const servers = zone.servers.filter((server) => server.id !== serverId);
      if (servers.length === zone.servers.length) {
        throw new Failure(errorCode.action, 'SERVER not found in zone');
      }
      parts.raft.serverDeleted(serverId);
      await parts.writes.execute(zoneUpdateSql({ ...zone, servers }));
      return int32(id);
    });
  },
};

/** Answers success for an unknown server too (recording ha3.leader.zone.resetserver-unknown-id). */
export const resetServer: Method = {
  name: 'one.zone.resetserver',
  leaderOnly: true,
  execute(parts, parameters) {
    const id = parameters.int(1);
    const serverId = parameters.int(2);
    if (id !== 0) {
      throw new Failure(errorCode.action, 'Servers have to be deleted through the target zone endpoints');
    }
    parts.raft.indexReset(serverId);
    return int32(id);
  },
};

/** 0 replaces the template, 1 appends to it. */
export const updateZone: Method = {
  name: 'one.zone.update',
  leaderOnly: true,
  execute(parts, parameters) {
    const id = parameters.int(1);
    const written = parameters.text(2);
    const append = parameters.int(3) === 1;
    return parts.writes.exclusively('zone_pool', async () => {
      const zone = loadZone(parts, id);
      const template = new Map(append ? zone.template : []);
      for (const [name, value] of readTemplate(written)) {
        if (typeof value === 'string') template.set(name, value);
      }
      return answerOf(await parts.writes.execute(zoneUpdateSql({ ...zone, template })), id);
    });
  },
};

export const enableZone: Method = {
  name: 'one.zone.enable',
  leaderOnly: true,
  execute(parts, parameters) {
    const id = parameters.int(1);
    const enabled = parameters.flag(2);
    if (id !== 0) {
      const message = 'Enable/disable mode have to be set through the target zone endpoints';
      throw new Failure(errorCode.action, message);
    }
    return parts.writes.exclusively('zone_pool', async () => {
      const zone = loadZone(parts, id);
      await parts.writes.execute(zoneUpdateSql({ ...zone, state: enabled ? 0 : 1 }));
      return int32(id);
    });
  },
};

function answerOf(committed: boolean, id: number): Value {
  if (!committed) throw new Failure(errorCode.internal, 'Error updating Zone in DB.', id);
  return int32(id);
}
