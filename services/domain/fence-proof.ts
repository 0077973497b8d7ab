/** A word or two at least say how. */
const shortestHow = 3;

/**
 * Whether a person has said of this very node how it was made sure that it runs no more: "hapy2: power cut". Naming it
 * keeps an answer that was meant for another machine from counting.
 */
export function provesFence(fence: string, node: string): boolean {
  const [named = '', ...how] = fence.split(':');
  return named.trim() === node && how.join(':').trim().length >= shortestHow;
}
