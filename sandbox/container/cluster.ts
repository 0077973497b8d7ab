/** The cluster of a compose file, as the environment of its containers tells it. */
export interface Cluster {
  /** In index order. */
  readonly nodes: readonly { readonly name: string; readonly address: string }[];
  readonly domain: string;
  readonly vip: string;
  /** The name of this container. */
  readonly own: string;
}

/** @throws Error when the environment says something else */
export function clusterOf(environment: Readonly<Record<string, string | undefined>>, own: string): Cluster {
  const { HAPY_NODES: nodes = '', HAPY_VIP: vip = '', HAPY_DOMAIN: domain = 'ac-test.fr' } = environment;
  const places = nodes.split(/\s+/).filter((word) => word !== '');
  const found = places.map((place) => {
    const [, name, address] = /^([a-z][a-z0-9-]*)=(\d+(?:\.\d+){3})$/.exec(place) ?? [];
    if (name === undefined || address === undefined)
      throw new Error(`HAPY_NODES: ${place} is not NAME=ADDRESS`);
    return { name, address };
  });
  if (found.length < 3) throw new Error('HAPY_NODES names less than three nodes');
  if (!/^\d+(\.\d+){3}$/.test(vip)) throw new Error(`HAPY_VIP: ${vip} is not an address`);
  return { nodes: found, domain, vip, own };
}
