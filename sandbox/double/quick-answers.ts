import type { NodeRootPaths } from './node-paths.ts';

/**
 * Lines of shell that answer what an agent asks every few seconds, before a stand-in is started as a Node
 * program: on an idle sandbox of three nodes those starts took half of a processor. Whatever else is asked
 * goes on to the program, which answers the same questions in the same way.
 */
export function quickAnswers(paths: NodeRootPaths): Readonly<Record<string, readonly string[]>> {
  return {
    ip: [`if [ "$*" = '-j address show' ]; then exec /bin/cat ${quote(paths.ipAddressShow)}; fi`],
    // Other units follow the first, and none of them is here. One that ended by itself is still recorded as active.
    systemctl: [
      'if [ "$1 $2" = \'is-active opennebula\' ]; then',
      '  pid= stat= unit= state=inactive',
      `  { read -r pid < ${quote(paths.onedPid)}; read -r stat < "/proc/\${pid:-none}/stat"; } 2> /dev/null`,
      `  { read -r unit < ${quote(paths.onedUnit)}; } 2> /dev/null`,
      `  case $unit in *'"active":"active"'*|*'"active":"failed"'*) state=failed ;; esac`,
      // The state stands after the name, which is in brackets; a zombie has ended.
      '  case "${stat##*) }" in ""|Z*) ;; *) state=active ;; esac',
      '  shift 2; echo $state; for other; do echo inactive; done',
      '  [ $state = active ]; exit $(($? * 3))',
      'fi',
    ],
  };
}

/** For a POSIX shell. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
