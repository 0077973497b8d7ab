/** The tables whose rows are what people would miss, in the order of the digest. */
export const poolTables = [
  'cluster_pool',
  'datastore_pool',
  'group_pool',
  'host_pool',
  'image_pool',
  'network_pool',
  'template_pool',
  'user_pool',
  'vm_pool',
  'zone_pool',
] as const;

export type PoolTable = (typeof poolTables)[number];

export interface PoolRow {
  readonly oid: number;
  readonly name: string;
  readonly body: string;
}

/** OpenNebula numbers what people make from here on; smaller ids are its own. */
const firstOwnId = 100;

/** Users of OpenNebula and of EOLE's platform (eole.md section 2). */
const platformUsers = new Set(['oneadmin', 'serveradmin', 'eoleone']);

/** Datastores that EOLE names anew (eole.md section 4, one_ds_…). */
const platformDatastores = new Set(['iso-images', 'images-disques']);

type Rule = (row: PoolRow, node: string) => boolean;

const withinOwnIds: Rule = (row) => row.oid < firstOwnId;

const rules: Readonly<Record<PoolTable, Rule>> = {
  cluster_pool: withinOwnIds,
  datastore_pool: (row) =>
    row.oid < firstOwnId || platformDatastores.has(row.name) || /^system-/.test(row.name),
  group_pool: withinOwnIds,
  // A solo Hâpy registers itself as its only host.
  host_pool: (row, node) => row.name === node || row.name.startsWith(`${node}.`),
  image_pool: () => false,
  // Creole's declared zones become networks of this name (eole.md section 4).
  network_pool: (row) => row.name.startsWith('CR_'),
  template_pool: () => false,
  user_pool: (row) => platformUsers.has(row.name),
  vm_pool: () => false,
  zone_pool: (row) => row.oid === 0,
};

/** Whether a row is what OpenNebula and EOLE make by themselves, so that nobody would miss it. */
export function isPlatformDefault(table: PoolTable, row: PoolRow, node: string): boolean {
  return rules[table](row, node);
}

/** "vm" for vm_pool: the word that OpenNebula's own tools use. */
export function wordFor(table: PoolTable): string {
  return table.slice(0, -'_pool'.length);
}

export function isPoolTable(name: string): name is PoolTable {
  return (poolTables as readonly string[]).includes(name);
}
