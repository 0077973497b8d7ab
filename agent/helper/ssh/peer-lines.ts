import type { PeerSsh } from '../../../services/domain/peer-ssh.ts';

/** The comment at the end of every line that is ours. */
const mark = 'hapy-cluster';

const keyPattern =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]{16,2000}={0,3}$/;

/** A public key as "type base64", in one line and without options. */
export function isKey(text: string): boolean {
  return keyPattern.test(text);
}

/** `name,address type key mark`: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export function knownHostLines(peers: readonly PeerSsh[]): string[] {
  return peers
    .flatMap((peer) => {
      const names = [...peer.names, ...peer.addresses].join(',');
      return peer.hostKeys.map((key) => `${names} ${key} ${mark}`);
    })
    .sort();
}

/** `type key mark`, each key once: sshd(8), AUTHORIZED_KEYS FILE FORMAT. */
export function authorizedKeyLines(peers: readonly PeerSsh[]): string[] {
  const keys = new Set(peers.flatMap((peer) => peer.userKeys));
  return [...keys].map((key) => `${key} ${mark}`).sort();
}

/** The text with exactly these lines of ours, after all the foreign ones in their order. */
export function mergeLines(text: string, lines: readonly string[]): string {
  const foreign = text.split('\n').filter((line) => !line.endsWith(` ${mark}`));
  while (foreign.at(-1) === '') foreign.pop();
  return [...foreign, ...lines].map((line) => `${line}\n`).join('');
}
