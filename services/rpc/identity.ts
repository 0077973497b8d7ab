/**
 * What a program presents on the network, as PEM texts: its key (PKCS#8), its certificate chain with the
 * leaf first, and the roots it believes. Held in memory only; certs' file store reads and writes it.
 */
export interface TlsIdentity {
  readonly privateKeyPem: string;
  readonly certificateChainPem: string;
  readonly rootsPem: string;
}
