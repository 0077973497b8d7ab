export interface HeldAddress {
  readonly address: string;
  readonly prefixLength: number;
}

/** The addresses of each interface of one node, the first one its own. */
export type NetworkState = Readonly<Record<string, readonly HeldAddress[]>>;
