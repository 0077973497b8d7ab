import type { FakeAgents } from '../doubles/fake-agents.ts';
import type { MemoryJournal } from '../doubles/memory-journal.ts';
import type { ModelWorld } from '../doubles/model-world.ts';
import type { VirtualClock } from '../doubles/virtual-clock.ts';
import type { Cables } from './cables.ts';
import type { Weather } from './wire.ts';

/** What an accident can get at. */
export interface Surroundings {
  readonly world: ModelWorld;
  readonly agents: FakeAgents;
  readonly journal: MemoryJournal;
  readonly clock: VirtualClock;
  readonly cables: Cables;
  readonly weather: Map<string, Weather>;
  /** By how much the coordinator's clock is wrong, in milliseconds. */
  coordinatorSkewMs: number;
  /** Something has happened; `false` says that it is no act of ours. */
  step(what: string, ours: boolean | undefined): void;
  killCoordinator(): void;
  startCoordinator(): void;
}
