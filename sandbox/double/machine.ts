import { readFileSync } from 'node:fs';
import { nodePaths } from './node-paths.ts';
import { writeFileAtomically } from './write-file.ts';

/** What a node of the sandbox is as a machine; a real one would ask its kernel, its DNS and its switch. */
export interface Machine {
  readonly name: string;
  readonly fqdn: string;
  /** Its own loopback address, 127.x.y.z; oned's 0.0.0.0 means this one. */
  readonly address: string;
  readonly index: number;
  readonly nodeNames: readonly string[];
  readonly interface: string;
  readonly prefixLength: number;
  readonly vip: string;
  readonly lanDirectory: string;
  /** How many times faster oned's own waits pass here. */
  readonly clockFactor: number;
  /** Program and arguments that oned's unit runs before oned (ExecStartPre); exit 1 keeps oned stopped. */
  readonly startGuard: readonly string[];
  /** The version of OpenNebula that it says it is; the one that was recorded when absent. */
  readonly openNebula?: string;
  /** `kernel` where the machine is real and so are its addresses and their ARP; imitated when absent. */
  readonly network?: 'kernel';
}

export function readMachine(root: string): Machine {
  return JSON.parse(readFileSync(nodePaths(root).machine, 'utf8')) as Machine;
}

export function writeMachine(root: string, machine: Machine): void {
  writeFileAtomically(nodePaths(root).machine, `${JSON.stringify(machine, undefined, 2)}\n`);
}
