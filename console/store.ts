import type { State } from './state.ts';

/** The one place that holds what the page shows; whoever changes it says what changes, and the page follows. */
export class Store {
  #state: State;
  readonly #onChange: (state: State) => void;
  #scheduled = false;

  constructor(first: State, onChange: (state: State) => void) {
    this.#state = first;
    this.#onChange = onChange;
  }

  get state(): State {
    return this.#state;
  }

  set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Not by animation frame: a page in the background must be current when it is looked at again.
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#onChange(this.#state);
    });
  }
}
