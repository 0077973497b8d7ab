import { readBoundedText } from '../../services/base/bounded-text-file.ts';
import { clusterVariables } from '../../services/creole/cluster-variables.ts';
import { parseCreole } from '../../services/creole/creole-document.ts';
import type { ReadClusterVariablesResponse } from '../../services/rpc/gen/hapy/helper/v1/helper.ts';

const sizeBytesMax = 4 * 1024 * 1024;

/**
 * What this server's own config.eol says about the cluster. The file holds passwords of the school, so only these
 * few variables leave the helper.
 *
 * @throws HapyError HAPY-E200, HAPY-E201, HAPY-E7xx with file and line
 */
export async function readClusterVariables(file: string): Promise<ReadClusterVariablesResponse> {
  const found = clusterVariables(parseCreole(await readBoundedText(file, sizeBytesMax), file));
  const { name, domain, nodes, index, vip } = found;
  const { address = '', netmask = '', vipName = '' } = found;
  return { name, domain, address, netmask, nodes: [...nodes], index, vip, vipName };
}
