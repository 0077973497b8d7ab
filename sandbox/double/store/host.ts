import { cdata, childText, parseXml, type XmlElement } from '../wire/xml.ts';
import { literal } from './literal.ts';

/** Host states by number; only those that occur here (OpenNebula, Host.h). */
export const hostState = { init: 0, monitored: 2, error: 3, disabled: 4, offline: 8 } as const;

export interface Host {
  readonly id: number;
  readonly name: string;
  readonly state: number;
  readonly previousState: number;
  readonly imMad: string;
  readonly vmMad: string;
  readonly totalMemoryKib: number;
  /** In percent of one core, as OpenNebula counts. */
  readonly totalCpu: number;
}

export function parseHost(body: string | XmlElement): Host {
  const root = typeof body === 'string' ? parseXml(body) : body;
  const share = root.children.find((child) => child.name === 'HOST_SHARE') ?? root;
  return {
    id: Number(childText(root, 'ID')),
    name: childText(root, 'NAME'),
    state: Number(childText(root, 'STATE')),
    previousState: Number(childText(root, 'PREV_STATE')),
    imMad: childText(root, 'IM_MAD'),
    vmMad: childText(root, 'VM_MAD'),
    totalMemoryKib: Number(childText(share, 'TOTAL_MEM')),
    totalCpu: Number(childText(share, 'TOTAL_CPU')),
  };
}

/** A host as one.host.info gives it; PCI devices and NUMA nodes are left out, what clients read is not. */
export function hostXml(host: Host): string {
  const share = [
    '<MEM_USAGE>0</MEM_USAGE><CPU_USAGE>0</CPU_USAGE>',
    `<TOTAL_MEM>${host.totalMemoryKib}</TOTAL_MEM><TOTAL_CPU>${host.totalCpu}</TOTAL_CPU>`,
    `<MAX_MEM>${host.totalMemoryKib}</MAX_MEM><MAX_CPU>${host.totalCpu}</MAX_CPU>`,
    '<RUNNING_VMS>0</RUNNING_VMS><VMS_THREAD>1</VMS_THREAD><DATASTORES></DATASTORES>',
    '<PCI_DEVICES></PCI_DEVICES><NUMA_NODES></NUMA_NODES>',
  ].join('');
  return [
    `<HOST><ID>${host.id}</ID><NAME>${host.name}</NAME>`,
    `<STATE>${host.state}</STATE><PREV_STATE>${host.previousState}</PREV_STATE>`,
    `<IM_MAD>${cdata(host.imMad)}</IM_MAD><VM_MAD>${cdata(host.vmMad)}</VM_MAD>`,
    '<CLUSTER_ID>0</CLUSTER_ID><CLUSTER>default</CLUSTER>',
    `<HOST_SHARE>${share}</HOST_SHARE><VMS></VMS>`,
    '<TEMPLATE><RESERVED_CPU><![CDATA[]]></RESERVED_CPU><RESERVED_MEM><![CDATA[]]></RESERVED_MEM></TEMPLATE>',
    '<MONITORING/></HOST>',
  ].join('');
}

export function hostUpdateSql(host: Host): string {
  return `REPLACE INTO host_pool (oid, name, body) VALUES (${host.id}, ${literal(host.name)}, ${literal(hostXml(host))})`;
}
