/** oned cannot start: the message is what it prints before it exits with 255. */
export class OnedStartError extends Error {}
