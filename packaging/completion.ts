import { commandTree, leavesOf } from './command-tree.ts';

/** Bash's completion of hapyctl: subcommands and options as far as the words typed so far go. */
export function bashCompletion(): string {
  const program = commandTree('en');
  const general = program.options.flatMap((option) => (option.long === undefined ? [] : [option.long]));
  const words = new Map<string, string[]>();
  const add = (path: string, offered: readonly string[]) =>
    words.set(path, [...(words.get(path) ?? []), ...offered]);
  add(
    'hapyctl',
    program.commands.map((each) => each.name()),
  );
  for (const command of program.commands) {
    add(
      `hapyctl ${command.name()}`,
      command.commands.map((each) => each.name()),
    );
  }
  for (const [path, command] of leavesOf(program)) {
    if (command === program) continue;
    add(
      path,
      command.options.flatMap((option) => (option.long === undefined ? [] : [option.long])),
    );
  }
  const cases = [...words].map(([path, offered]) => {
    const unique = [...new Set([...offered, ...general, '--help'])];
    return `    '${path}') offered='${unique.join(' ')}' ;;`;
  });
  return `# bash completion of hapyctl, made from its own tree of commands
_hapyctl() {
  local current=\${COMP_WORDS[COMP_CWORD]} path=hapyctl offered='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${[...words.keys()]
  .filter((path) => path.includes(' '))
  .map((path) => `      '${path}') path='${path}' ;;`)
  .join('\n')}
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  if [[ $current == -* || $path != "$COMP_LINE" ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current")
  fi
  if [[ \${#COMPREPLY[@]} -eq 0 ]]; then mapfile -t COMPREPLY < <(compgen -f -- "$current"); fi
}
complete -F _hapyctl hapyctl
`;
}
