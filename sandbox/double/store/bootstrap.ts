import { createHash, randomBytes } from 'node:crypto';
import { cdata } from '../wire/xml.ts';
import type { OneDatabase } from './database.ts';
import { literal } from './literal.ts';
import { openNebulaVersion, type PoolTable } from './schema.ts';
import { zoneXml } from './zone.ts';

export function passwordHash(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

/**
 * What oned puts into an empty database at its first start in solo: zone 0, the users oneadmin and
 * serveradmin, the groups, the cluster and the datastores that every front-end has, record 0 of the log.
 */
export function bootstrapDatabase(
  database: OneDatabase,
  secrets: { oneadminPassword: string; serveradminPassword: string },
  nowSeconds: number,
): void {
  database.exec('BEGIN');
  database.createTables();
  const insert = (table: PoolTable, objects: readonly (readonly [number, string, string])[]) => {
    for (const [oid, name, body] of objects) {
      database.exec(
        `INSERT INTO ${table} (oid, name, body) VALUES (${oid}, ${literal(name)}, ${literal(body)})`,
      );
    }
    const last = Math.max(...objects.map(([oid]) => oid));
    database.exec(`REPLACE INTO pool_control (tablename, last_oid) VALUES ('${table}',${last})`);
  };
  const template = new Map([['ENDPOINT', 'http://localhost:2633/RPC2']]);
  insert('zone_pool', [
    [0, 'OpenNebula', zoneXml({ id: 0, name: 'OpenNebula', state: 0, template, servers: [] })],
  ]);
  insert('user_pool', [
    [0, 'oneadmin', userXml(0, 'oneadmin', passwordHash(secrets.oneadminPassword), 'core')],
    [1, 'serveradmin', userXml(1, 'serveradmin', passwordHash(secrets.serveradminPassword), 'server_cipher')],
  ]);
  insert('group_pool', [named('GROUP', 0, 'oneadmin'), named('GROUP', 1, 'users')]);
  insert('cluster_pool', [named('CLUSTER', 0, 'default')]);
  insert('datastore_pool', [
    datastore(0, 'system', 1, '-'),
    datastore(1, 'default', 0, 'fs'),
    datastore(2, 'files', 2, 'fs'),
  ]);
  database.appendLog({ index: 0, term: 0, sql: String(nowSeconds), applied: true }, nowSeconds);
  database.writeRaftState(0, -1);
  database.exec(
    `INSERT INTO db_versioning VALUES (0, '${openNebulaVersion}', ${nowSeconds}, 'OpenNebula ${openNebulaVersion} () daemon bootstrap')`,
  );
  database.exec('COMMIT');
}

function named(element: string, oid: number, name: string): readonly [number, string, string] {
  return [oid, name, `<${element}><ID>${oid}</ID><NAME>${name}</NAME></${element}>`];
}

/** As oned's own bootstrap makes them; what nobody here reads is left out. */
function datastore(
  oid: number,
  name: string,
  type: number,
  dsMad: string,
): readonly [number, string, string] {
  const drivers = `<DS_MAD>${cdata(dsMad)}</DS_MAD><TM_MAD>${cdata('ssh')}</TM_MAD>`;
  const body = `<ID>${oid}</ID><NAME>${name}</NAME>${drivers}<TYPE>${type}</TYPE><STATE>0</STATE>`;
  return [oid, name, `<DATASTORE>${body}</DATASTORE>`];
}

function userXml(id: number, name: string, hash: string, driver: string): string {
  const token = createHash('sha256').update(randomBytes(32)).digest('hex');
  return [
    `<USER><ID>${id}</ID><GID>0</GID><GROUPS><ID>0</ID></GROUPS><GNAME>oneadmin</GNAME><NAME>${name}</NAME>`,
    `<PASSWORD>${cdata(hash)}</PASSWORD><AUTH_DRIVER>${cdata(driver)}</AUTH_DRIVER><ENABLED>1</ENABLED>`,
    `<TEMPLATE><TOKEN_PASSWORD>${cdata(token)}</TOKEN_PASSWORD></TEMPLATE></USER>`,
  ].join('');
}
