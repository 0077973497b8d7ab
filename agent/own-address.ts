import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

const anyAddress = '0.0.0.0';

/**
 * The IPv4 address under which this node is to be reached: the one that its agent listens on, or, where that is
 * every address, the one from which it reaches `peer`. Nothing is sent for that: connecting a datagram socket only
 * asks the routing table. Empty where there is no way to `peer`; whoever connects next says why.
 */
export async function ownAddress(
  listenAddress: string,
  peer: { readonly address: string; readonly port: number },
): Promise<string> {
  if (listenAddress !== anyAddress) return isIPv4(listenAddress) ? listenAddress : '';
  const socket = createSocket('udp4');
  try {
    const connected = once(socket, 'connect');
    socket.connect(peer.port, peer.address);
    await connected;
    return socket.address().address;
  } catch {
    return '';
  } finally {
    socket.close();
  }
}
