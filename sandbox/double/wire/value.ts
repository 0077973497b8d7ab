/** The values of XML-RPC that oned sends and takes. 64-bit numbers stay within what a double holds exactly. */
export type Value =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'i4'; readonly value: number }
  | { readonly type: 'i8'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'array'; readonly value: readonly Value[] };

export const text = (value: string): Value => ({ type: 'string', value });
/** A 32-bit number; terms are unsigned in oned and travel signed, so that 4294967295 is sent as -1. */
export const int32 = (value: number): Value => ({ type: 'i4', value: value | 0 });
export const int64 = (value: number): Value => ({ type: 'i8', value });
export const flag = (value: boolean): Value => ({ type: 'boolean', value });

/** An XML-RPC fault, answered with HTTP 200. Codes are xmlrpc-c's: -501 types, -503 no call, -506 no method. */
export class WireFault extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
