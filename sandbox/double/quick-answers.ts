import type { NodeRootPaths } from './node-paths.ts';

/**
 * Lines of shell that answer what an agent asks every few seconds, before a stand-in is started as a Node
 * program: on an idle sandbox of three nodes those starts took half of a processor. Whatever else is asked
 * goes on to the program, which answers the same questions in the same way.
 */
export function quickAnswers(paths: NodeRootPaths): Readonly<Record<string, readonly string[]>> {
  return {
    ip: [`if [ "$*" = '-j address show' ]; then exec cat ${quote(paths.ipAddressShow)}; fi`],
    systemctl: [
      'if [ "$*" = \'is-active opennebula\' ]; then',
      `  pid= stat=; { read -r pid < ${quote(paths.onedPid)}; read -r stat < "/proc/\${pid:-none}/stat"; } 2> /dev/null`,
      // The state stands after the name, which is in brackets; a zombie has ended.
      '  case "${stat##*) }" in ""|Z*) ;; *) echo active; exit 0 ;; esac',
      'fi',
    ],
  };
}

/** For a POSIX shell. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
