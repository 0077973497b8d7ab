import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../write-file.ts';

/** What the other machines of the lan believe about an address: who announced it last. */
export interface ArpEntry {
  readonly address: string;
  /** The node that announced it. */
  readonly node: string;
  readonly announcedAtMs: number;
}

function entryPath(lanDirectory: string, address: string): string {
  return join(lanDirectory, `arp-${address}.json`);
}

export function readArpEntry(lanDirectory: string, address: string): ArpEntry | undefined {
  try {
    return JSON.parse(readFileSync(entryPath(lanDirectory, address), 'utf8')) as ArpEntry;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Gratuitous ARP: from now on the lan sends to this node what is meant for the address. */
export function announceAddress(lanDirectory: string, address: string, node: string): void {
  mkdirSync(lanDirectory, { recursive: true, mode: 0o700 });
  const entry: ArpEntry = { address, node, announcedAtMs: Date.now() };
  writeFileAtomically(entryPath(lanDirectory, address), `${JSON.stringify(entry)}\n`);
}
