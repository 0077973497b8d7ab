/*
 * Loaded into the gateway before it begins, by `--import` and with `--expose-gc`: whoever started it asks what its heap holds when
 * all that nobody needs was thrown away. Memory as the kernel sees it grows as long as the collector has no reason to work.
 */
process.on('message', () => {
  // What the first collection finalises, the second frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ bytes: heapUsed + external });
});
// The program is to end when its own work does.
process.channel?.unref();
