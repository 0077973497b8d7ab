import type { InterfaceAddress } from '../../services/domain/observed.ts';

/** What the node's network looks like from inside. */
export interface Network {
  /** All IPv4 addresses of all interfaces. */
  addresses(signal?: AbortSignal): Promise<readonly InterfaceAddress[]>;
  /** Every IPv4 address that a name resolves to here, none when it does not. */
  resolve(name: string): Promise<readonly string[]>;
  /** Whether a TCP connection can be made, or why not: an errno name or "timeout". */
  reach(address: string, port: number, timeoutMs: number): Promise<'reached' | { readonly failure: string }>;
  /**
   * The hardware address that this machine knows for an address of its own network after having called it, and
   * whether the other machine has just confirmed it; undefined when none is known.
   */
  neighbour(address: string): Promise<{ readonly hardware: string; readonly confirmed: boolean } | undefined>;
  /** Whether something at that address answers HTTP; a connection that is only accepted is no answer. */
  answersHttp(address: string, port: number, timeoutMs: number): Promise<boolean>;
}
