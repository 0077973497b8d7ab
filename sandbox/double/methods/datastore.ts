import { cdata } from '../wire/xml.ts';
import { literal } from '../store/literal.ts';
import { int32 } from '../wire/value.ts';
import { errorCode, Failure, type Method } from './method.ts';

/** OpenNebula's numbers (Datastore.h). */
const types: Readonly<Record<string, number>> = { IMAGE_DS: 0, SYSTEM_DS: 1, FILE_DS: 2 };

/**
 * A datastore from its template. Not recorded of a real oned: the call and its checks are those of the XML-RPC
 * documentation and of DatastoreManagerAllocate in the source of 6.x.
 */
export const allocateDatastore: Method = {
  name: 'one.datastore.allocate',
  leaderOnly: true,
  execute(parts, parameters) {
    const template = attributesOf(parameters.text(1));
    const cluster = parameters.int(2);
    const name = template.get('NAME') ?? '';
    return parts.writes.exclusively('datastore_pool', async () => {
      if (name === '') throw new Failure(errorCode.internal, 'No NAME in template.');
      const type = types[template.get('TYPE') ?? 'IMAGE_DS'];
      if (type === undefined) throw new Failure(errorCode.internal, 'Wrong datastore TYPE.');
      if (template.get('TM_MAD') === undefined)
        throw new Failure(errorCode.internal, 'No TM_MAD in template.');
      if (type !== 1 && template.get('DS_MAD') === undefined)
        throw new Failure(errorCode.internal, 'No DS_MAD in template.');
      const taken = parts.database.getByName('datastore_pool', name);
      if (taken !== undefined)
        throw new Failure(errorCode.internal, `NAME is already taken by DATASTORE ${taken.oid}.`);
      // The first hundred are the platform's own.
      const id = Math.max(99, parts.database.lastOid('datastore_pool')) + 1;
      const body = [
        `<DATASTORE><ID>${id}</ID><UID>0</UID><GID>0</GID><NAME>${name}</NAME>`,
        `<DS_MAD>${cdata(template.get('DS_MAD') ?? '-')}</DS_MAD><TM_MAD>${cdata(template.get('TM_MAD') ?? '')}</TM_MAD>`,
        `<TYPE>${type}</TYPE><STATE>0</STATE><CLUSTERS><ID>${Math.max(0, cluster)}</ID></CLUSTERS></DATASTORE>`,
      ].join('');
      const committed = await parts.writes.execute(
        `REPLACE INTO pool_control (tablename, last_oid) VALUES ('datastore_pool',${id})`,
        `INSERT INTO datastore_pool (oid, name, body) VALUES (${id}, ${literal(name)}, ${literal(body)})`,
      );
      if (!committed) throw new Failure(errorCode.internal, 'Error inserting Datastore in DB.');
      return int32(id);
    });
  },
};

/** Lines of the form `NAME="value"`. */
function attributesOf(template: string): ReadonlyMap<string, string> {
  const lines = template.matchAll(/^\s*([A-Z_]+)\s*=\s*"([^"]*)"\s*$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}
