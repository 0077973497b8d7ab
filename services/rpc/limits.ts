/** Bounds of every connection, so that no peer can make us hold more than we chose to. */
export const messageBytesMax = 4 * 1024 * 1024;
/**
 * What a coordinator may answer to those who chose it as theirs: what each of n nodes says of all n. Encoded, the states of a
 * healthy cluster of 150 are 3.3 MiB, of 300 13.4, of 600 53.
 */
export const clusterBytesMax = 64 * 1024 * 1024;
export const streamsPerConnectionMax = 256;
export const connectionsMax = 1024;
export const handshakeTimeoutMs = 5_000;

/** Peers that proved nothing (design section 3): one stream, 64 KiB, 5 s, counted per address. */
export const anonymous = {
  messageBytesMax: 64 * 1024,
  streamsPerConnectionMax: 1,
  connectionLifeMs: 5_000,
  connectionsPerAddressMax: 8,
  connectionsPerMinuteMax: 120,
  addressesMax: 4_096,
} as const;

/**
 * How much of a stream may be on its way before whoever reads it has said that there is room: HTTP/2's own 64 KiB are a
 * quarter of one chunk of a seed, which takes a fifth longer with them (`npm run bench -- --only seed`).
 */
export const flowControlBytes = 1024 * 1024;

/** A silent peer is noticed after time + timeout, on both ends. */
export const keepaliveTimeMs = 20_000;
export const keepaliveTimeoutMs = 10_000;

/** First and longest wait before a lost connection is tried again; the maximum is that of Talos. */
export const reconnectFirstMs = 200;
export const reconnectMaxMs = 15_000;

/** Trailers travel as HTTP/2 headers: what describes an error is kept well below their usual 64 KiB. */
export const errorParameterCharactersMax = 2_000;
export const errorRecordBytesMax = 16 * 1024;
export const errorTextCharactersMax = 1_000;

/** sun_path holds 108 bytes with its closing zero (unix(7)). */
export const socketPathBytesMax = 107;
