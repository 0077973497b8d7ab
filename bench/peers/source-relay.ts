import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

import type { Folder } from '../harness/folder.ts';

/**
 * A listener that passes every connection on from an address of its own. A coordinator counts those who have proved nothing by
 * their address; a hundred nodes have a hundred of them, a hundred clients in one program only one.
 */
export async function relayFrom(
  folder: Folder,
  o: { readonly host: string; readonly port: number; readonly localAddress: string },
): Promise<number> {
  const relay: Server = createServer((incoming) => {
    const onward = connect({ host: o.host, port: o.port, localAddress: o.localAddress });
    incoming.setNoDelay().pipe(onward.setNoDelay()).pipe(incoming);
    incoming.on('error', () => onward.destroy());
    onward.on('error', () => incoming.destroy());
  });
  relay.listen(0, o.host);
  await once(relay, 'listening');
  folder.atEnd(() => relay.close());
  return (relay.address() as { readonly port: number }).port;
}
