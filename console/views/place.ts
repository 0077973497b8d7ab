/** Where in the console somebody is: what stands behind the `#` of the address. */
export type Place =
  | { readonly page: 'cluster' | 'plan' | 'runs' | 'trust' | 'audit' }
  | { readonly page: 'run'; readonly runId: string }
  | { readonly page: 'unknown' };

const pages = ['cluster', 'plan', 'runs', 'trust', 'audit'] as const;

/** @param hash as the browser gives it, "#/runs/7-0123abcd" */
export function placeOf(hash: string): Place {
  const [first = '', second, ...more] = hash.replace(/^#?\/?/, '').split('/');
  if (more.length > 0) return { page: 'unknown' };
  if (first === '') return { page: 'cluster' };
  if (first === 'runs' && second !== undefined) {
    return /^[0-9]+(-[0-9a-f]+)?$/.test(second) ? { page: 'run', runId: second } : { page: 'unknown' };
  }
  const page = second === undefined ? pages.find((each) => each === first) : undefined;
  return page === undefined ? { page: 'unknown' } : { page };
}

export function addressOf(place: Place): string {
  switch (place.page) {
    case 'run':
      return `#/runs/${place.runId}`;
    case 'cluster':
    case 'unknown':
      return '#/';
    case 'plan':
    case 'runs':
    case 'trust':
    case 'audit':
      return `#/${place.page}`;
  }
}
