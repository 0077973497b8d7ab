/** What the runtime may ask of a machine's libraries: the newest version of each kind of symbol. */
export const promised = { GLIBC: '2.28', GLIBCXX: '3.4.25', CXXABI: '1.3.11' } as const;

type Kind = keyof typeof promised;

/**
 * What the systems that we serve have, the oldest first: glibc, libstdc++ (of GCC 10.5, 12.3, 12.2, 14) and systemd, from
 * their own packages.
 */
export const systems = [
  { name: 'Ubuntu 20.04 (EOLE 2.8)', GLIBC: '2.31', GLIBCXX: '3.4.28', CXXABI: '1.3.12', systemd: 245 },
  { name: 'Ubuntu 22.04 (EOLE 2.9)', GLIBC: '2.35', GLIBCXX: '3.4.30', CXXABI: '1.3.13', systemd: 249 },
  { name: 'Debian 12', GLIBC: '2.36', GLIBCXX: '3.4.30', CXXABI: '1.3.13', systemd: 252 },
  { name: 'Ubuntu 24.04 (EOLE 2.10)', GLIBC: '2.39', GLIBCXX: '3.4.33', CXXABI: '1.3.15', systemd: 255 },
  { name: 'Debian 13', GLIBC: '2.41', GLIBCXX: '3.4.33', CXXABI: '1.3.15', systemd: 257 },
] as const;

/** The libraries that `depends` of hapy-agent brings: libc6, libstdc++6 and libgcc-s1. */
const brought = /^(?:ld-linux-[a-z0-9-]+|lib(?:c|m|dl|pthread|rt|stdc\+\+|gcc_s|atomic))\.so\.\d+$/;

/** The newest version of each kind that a program asks for. @param text what `readelf --version-info` prints */
export function askedFor(text: string): Partial<Record<Kind, string>> {
  const newest: Partial<Record<Kind, string>> = {};
  for (const [, kind = '', version = ''] of text.matchAll(/\b(GLIBC|GLIBCXX|CXXABI)_(\d+(?:\.\d+)+)/g)) {
    const known = newest[kind as Kind];
    if (known === undefined || isNewer(version, known)) newest[kind as Kind] = version;
  }
  return newest;
}

/**
 * Why a program would not start on a machine that has what is promised; empty when it would.
 *
 * @param text what `readelf --version-info --dynamic --wide` prints
 */
export function troubleWith(text: string): string {
  const asked = askedFor(text);
  if (asked.GLIBC === undefined) return 'it names no glibc: is it Node for this system?';
  const needed = [...text.matchAll(/\(NEEDED\).*\[([^\]]+)\]/g)].map(([, name = '']) => name);
  const foreign = needed.find((name) => !brought.test(name));
  if (foreign !== undefined) return `it needs ${foreign}, which nothing brings`;
  for (const [kind, version] of Object.entries(asked)) {
    const most = promised[kind as Kind];
    if (isNewer(version, most)) return `it asks for ${kind} ${version}, we promise ${most}`;
  }
  return '';
}

/** Whether one version is newer than another, number by number. */
export function isNewer(version: string, than: string): boolean {
  const [mine, theirs] = [version, than].map((each) => each.split('.').map(Number));
  for (const [at, number] of (mine ?? []).entries()) {
    const other = theirs?.[at] ?? 0;
    if (number !== other) return number > other;
  }
  return false;
}
