import type { PoolTable } from '../store/schema.ts';
import { text } from '../wire/value.ts';
import type { Method } from './method.ts';
import type { ParameterReader } from './parameters.ts';

function poolInfo(
  name: string,
  table: PoolTable,
  element: string,
  readParameters: (parameters: ParameterReader) => void,
): Method {
  return {
    name,
    leaderOnly: false,
    execute({ database }, parameters) {
      readParameters(parameters);
      const bodies = database.list(table).map((object) => object.body);
      return text(`<${element}>${bodies.join('')}</${element}>`);
    },
  };
}

const none = () => undefined;

/** Filter flag, first id, last id. */
function range(parameters: ParameterReader): void {
  for (const at of [1, 2, 3]) parameters.int(at);
}

/** The pools of which one only reads the list. Lists of VMs take the state as a fourth number. */
export const pools: readonly Method[] = [
  poolInfo('one.zonepool.info', 'zone_pool', 'ZONE_POOL', none),
  poolInfo('one.hostpool.info', 'host_pool', 'HOST_POOL', none),
  poolInfo('one.grouppool.info', 'group_pool', 'GROUP_POOL', none),
  poolInfo('one.clusterpool.info', 'cluster_pool', 'CLUSTER_POOL', none),
  poolInfo('one.datastorepool.info', 'datastore_pool', 'DATASTORE_POOL', none),
  poolInfo('one.imagepool.info', 'image_pool', 'IMAGE_POOL', range),
  poolInfo('one.templatepool.info', 'template_pool', 'VMTEMPLATE_POOL', range),
  poolInfo('one.vnpool.info', 'network_pool', 'VNET_POOL', range),
  poolInfo('one.vmpool.info', 'vm_pool', 'VM_POOL', (parameters) => {
    range(parameters);
    parameters.int(4);
  }),
];
