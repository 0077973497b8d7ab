import { readFile, rename, writeFile } from 'node:fs/promises';

import type { Platform, SpecNode } from '../services/domain/spec.ts';
import type { SandboxLayout } from './layout.ts';

/** What a sandbox consists of. It is written first and removed last. */
export interface SandboxRecord {
  readonly version: 1;
  /** `kept`: stopped on purpose, and its files are wanted. */
  readonly state: 'starting' | 'up' | 'kept';
  /** Of its first node. */
  readonly subnet: string;
  readonly vip: { readonly address: string; readonly name: string };
  readonly nodes: readonly SpecNode[];
  readonly clockFactor: number;
  /** Absent where the servers are Hâpys. */
  readonly platform?: Platform;
}

export async function writeRecord(layout: SandboxLayout, record: SandboxRecord): Promise<void> {
  const text = `${JSON.stringify(record, undefined, 2)}\n`;
  await writeFile(`${layout.record}.tmp`, text, { mode: 0o600 });
  await rename(`${layout.record}.tmp`, layout.record);
}

/** Undefined when the directory is no sandbox of this version. */
export async function readRecord(layout: SandboxLayout): Promise<SandboxRecord | undefined> {
  const text = await readFile(layout.record, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as SandboxRecord;
    return record.version === 1 && Array.isArray(record.nodes) ? record : undefined;
  } catch {
    return undefined;
  }
}
