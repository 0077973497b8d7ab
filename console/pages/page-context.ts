import type { Acts } from '../acts.ts';
import type { State } from '../state.ts';
import type { Words } from '../words.ts';

/** What every part of the page is made from. */
export interface PageContext {
  readonly state: State;
  readonly words: Words;
  readonly acts: Acts;
}
