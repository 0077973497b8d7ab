import { writeCompiledCode } from '../services/base/installation.ts';
import { tellReady } from '../services/base/service-manager.ts';

/** Longer than any call of ours may take to end by itself; after it, what is left is cut. */
const shutdownMaxMs = 4500;

/**
 * Tells that the program is ready to whoever started it, waits for SIGTERM or SIGINT, closes and ends with
 * 0. A shutdown that hangs ends with 1, within the 5 s that our units and the sandbox allow.
 */
export async function runUntilSignal(close: () => Promise<void>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  tellReady();
  writeCompiledCode();
  await stopped;
  setTimeout(() => process.exit(1), shutdownMaxMs).unref();
  await close();
  process.exit(0);
}
