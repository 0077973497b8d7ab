/** The pools of an OpenNebula database that the double keeps, each with an object's id, name and XML. */
export const poolTables = [
  'user_pool',
  'group_pool',
  'host_pool',
  'zone_pool',
  'vm_pool',
  'image_pool',
  'template_pool',
  'network_pool',
  'cluster_pool',
  'datastore_pool',
] as const;

export type PoolTable = (typeof poolTables)[number];

/** Everything else has OpenNebula's own names, so that a person who knows one.db finds his way. */
export const schema = `
${poolTables.map((table) => `CREATE TABLE ${table} (oid INTEGER PRIMARY KEY, name TEXT, body TEXT);`).join('\n')}
CREATE TABLE pool_control (tablename TEXT PRIMARY KEY, last_oid INTEGER);
CREATE TABLE logdb (log_index INTEGER PRIMARY KEY, term INTEGER, sqlcmd TEXT, timestamp INTEGER, fed_index INTEGER, applied TEXT);
CREATE TABLE system_attributes (name TEXT PRIMARY KEY, body TEXT);
CREATE TABLE db_versioning (oid INTEGER PRIMARY KEY, version TEXT, timestamp INTEGER, comment TEXT);
`;

/** The release that the double imitates, where everything was measured (opennebula.md). */
export const openNebulaVersion = '6.10.0';
