import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { emptyTrust, type TrustList } from '../../services/rpc/trust-list.ts';
import { readIfPresent, writeDurably } from '../durable-file.ts';

/** Where this node's coordinator listens. */
export interface CoordinatorPlace {
  readonly address: string;
  readonly port: number;
}

/** What the coordinator told this node last. */
export interface ToldTrust extends TrustList {
  /** Empty until it was told: then those of the joining count. */
  readonly coordinators: readonly CoordinatorPlace[];
  /** Where one may be that was restored: looked for there when a certificate is wanted and none of the others answers. */
  readonly elsewhere: readonly CoordinatorPlace[];
}

/**
 * Whom this node no longer believes, as the coordinator told it. A list that cannot be read is not taken for an
 * empty one: whoever was revoked would be believed again.
 */
export class TrustStore {
  readonly #path: string;
  #told: ToldTrust;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(path: string, told: ToldTrust) {
    this.#path = path;
    this.#told = told;
  }

  /** @throws HapyError HAPY-E149 damaged, HAPY-E321 unreadable */
  static async open(path: string): Promise<TrustStore> {
    const text = await readIfPresent(path);
    const nothing = { ...emptyTrust, coordinators: [], elsewhere: [] };
    return new TrustStore(path, text === undefined ? nothing : parse(text, path));
  }

  get told(): ToldTrust {
    return this.#told;
  }

  /** Takes over a list with a higher version, durably. True when it did. @throws HapyError HAPY-E322 */
  replace(list: ToldTrust): Promise<boolean> {
    const done = this.#writing.then(async () => {
      if (list.version <= this.#told.version) return false;
      await writeDurably(this.#path, `${JSON.stringify(list)}\n`);
      this.#told = list;
      return true;
    });
    this.#writing = done.catch(() => undefined);
    return done;
  }
}

function parse(text: string, path: string): ToldTrust {
  const damaged = (cause?: unknown) => new HapyError('HAPY-E149', { path }, cause);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(error);
  }
  if (typeof value !== 'object' || value === null) throw damaged();
  const fields = value as Partial<Record<keyof ToldTrust, unknown>>;
  const { version, deniedIssuers, deniedSerials, deniedUris, deniedKeys = [] } = fields;
  // A file of before has no such places; a new list comes with the first call.
  const { coordinators, elsewhere = [] } = fields;
  const lists = [deniedIssuers, deniedSerials, deniedUris, deniedKeys];
  const formed =
    Number.isSafeInteger(version) && lists.every(isTexts) && [coordinators, elsewhere].every(Array.isArray);
  if (!formed) throw damaged();
  return { deniedKeys: [], elsewhere: [], ...(value as Omit<ToldTrust, 'deniedKeys' | 'elsewhere'>) };
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
