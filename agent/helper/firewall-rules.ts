import { existsSync } from 'node:fs';

import type { PeersOnly } from '../../services/domain/observed.ts';
import { runCommand } from './programs/run-command.ts';

const programMs = 5_000;
/** Rules change seldom, and each look starts a program or two. */
const freshMs = 30_000;
/** A transient unit, which systemd writes two lines into its journal about. */
const outsideFreshMs = 5 * 60_000;
const onedPort = 2633;

/** Whom the rules of ours let speak to oned, wherever they came from: `hapyctl firewall show`, or EOLE's bastion. */
export class FirewallRules {
  readonly #programs: Programs;
  readonly #now: () => number;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #found: PeersOnly | undefined;
  #keptMs = freshMs;

  constructor(programs: Programs, now: () => number = Date.now) {
    this.#programs = programs;
    this.#now = now;
  }

  /** Undefined where neither program is configured, or iptables cannot be asked. A program that is not there has made no rules. */
  async read(): Promise<PeersOnly | undefined> {
    if (this.#programs.nft === '' && this.#programs.iptables === '') return undefined;
    if (this.#now() - this.#lookedAtMs < this.#keptMs) return this.#found;
    this.#lookedAtMs = this.#now();
    this.#found = await this.#look();
    return this.#found;
  }

  async #look(): Promise<PeersOnly | undefined> {
    const { nft, iptables } = this.#programs;
    this.#keptMs = freshMs;
    // It fails where there is no such table.
    const ofNft = peersInNft((await this.#print(nft, '-j', 'list', 'table', 'inet', 'hapy')) ?? '');
    if (ofNft !== undefined) return ofNft;
    if (iptables === '' || !existsSync(iptables)) return nobody;
    const printed = (await this.#print(iptables, '-S')) ?? (await this.#printOutside(iptables, '-S'));
    return printed === undefined ? undefined : (peersInIptables(printed) ?? nobody);
  }

  /** The older form of iptables, Ubuntu 20.04's, wants a kind of socket that the helper's unit does not have. */
  #printOutside(program: string, ...words: string[]): Promise<string | undefined> {
    this.#keptMs = outsideFreshMs;
    const { systemdRun } = this.#programs;
    return this.#print(systemdRun, '--quiet', '--wait', '--pipe', '--collect', program, ...words);
  }

  async #print(program: string, ...words: string[]): Promise<string | undefined> {
    if (program === '') return undefined;
    // The lock of iptables' older form would be a file that the helper may not write; nothing is changed here.
    const environment = { XTABLES_LOCKFILE: '/dev/null' };
    const signal = AbortSignal.timeout(programMs);
    const run = await runCommand([program, ...words], { signal, environment }).catch(() => undefined);
    return run?.exitCode === 0 ? run.output : undefined;
  }
}

interface Programs {
  readonly nft: string;
  readonly iptables: string;
  /** Empty where there is no systemd. */
  readonly systemdRun: string;
}

const nobody: PeersOnly = { stands: false, peers: [] };

/** One object of `nft -j list table` (libnftables-json(5)). */
interface NftObject {
  readonly set?: { readonly name?: string; readonly elem?: readonly unknown[] };
  readonly rule?: { readonly chain?: string; readonly expr?: readonly unknown[] };
}

/** @param printed what `nft -j list table inet hapy` prints; empty when there is no such table */
export function peersInNft(printed: string): PeersOnly | undefined {
  const objects = objectsIn(printed);
  const set = objects.find((each) => each.set?.name === 'nodes')?.set;
  if (set === undefined) return undefined;
  const drops = objects.some(({ rule }) => {
    const text = JSON.stringify(rule?.expr ?? []);
    return text.includes('"drop"') && text.includes(String(onedPort));
  });
  const peers = (set.elem ?? []).filter((each): each is string => typeof each === 'string').sort();
  return { stands: drops, peers };
}

function objectsIn(printed: string): readonly NftObject[] {
  try {
    const { nftables } = JSON.parse(printed) as { nftables?: unknown };
    return Array.isArray(nftables) ? (nftables as NftObject[]) : [];
  } catch {
    return [];
  }
}

/** @param printed what `iptables -S` prints */
export function peersInIptables(printed: string): PeersOnly | undefined {
  const lines = printed.split('\n').map((line) => line.trim());
  const ours = lines.filter((line) => line.startsWith('-A hapy-cluster '));
  if (ours.length === 0) return undefined;
  const jumps = lines.some((line) => /^-A INPUT .*-j hapy-cluster$/.test(line));
  const drops = ours.some((line) => line.includes(`--dport ${onedPort}`) && line.endsWith('-j DROP'));
  const peers = ours.flatMap((line) => {
    const [, address] = /^-A hapy-cluster -s ([0-9.]+)(?:\/32)? .*\b2633\b.*-j ACCEPT$/.exec(line) ?? [];
    return address === undefined ? [] : [address];
  });
  return { stands: jumps && drops, peers: peers.sort() };
}
