import type { InterfaceAddress } from '../../services/domain/observed.ts';

/** What the node's network looks like from inside. */
export interface Network {
  /** All IPv4 addresses of all interfaces. */
  addresses(signal?: AbortSignal): Promise<readonly InterfaceAddress[]>;
  /** Every IPv4 address that a name resolves to here, none when it does not. */
  resolve(name: string): Promise<readonly string[]>;
  /** Whether a TCP connection can be made, or why not: an errno name or "timeout". */
  reach(address: string, port: number, timeoutMs: number): Promise<'reached' | { readonly failure: string }>;
  /** Whether something at that address answers HTTP; a connection that is only accepted is no answer. */
  answersHttp(address: string, port: number, timeoutMs: number): Promise<boolean>;
}
