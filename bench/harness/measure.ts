import type { Folder } from './folder.ts';
import type { Row } from './row.ts';

/** `small` only shows that a measure works; nobody reads its figures. */
export type Size = 'full' | 'small';

export interface Context {
  readonly size: Size;
  /** Whether others are measured too that take long: ssh, Ansible, clients of another make. */
  readonly rivals: boolean;
  /** Of this measure alone, removed when it has ended. */
  readonly folder: Folder;
  /** What could not be measured here, and why. */
  readonly skip: (what: string) => void;
}

/** One file of measures/. */
export interface Measure {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  /** What is measured and how, for the page: one paragraph. */
  readonly explained: string;
  run(context: Context): Promise<readonly Row[]>;
}
