/**
 * Breaks a line between its words, so that a terminal does not do it inside of them. What follows is indented as the
 * line itself, and two columns more. A word that is wider than the terminal stays whole.
 *
 * @param columns how many there are; Infinity where nobody looks
 */
export function wrapText(line: string, columns: number): string[] {
  const [indent = ''] = /^ */.exec(line) ?? [];
  const lines: string[] = [];
  let current = '';
  for (const word of line.slice(indent.length).split(' ')) {
    const longer = current === '' ? indent + word : `${current} ${word}`;
    if (current !== '' && [...longer].length > columns) {
      lines.push(current);
      current = `${indent}  ${word}`;
    } else {
      current = longer;
    }
  }
  return [...lines, current];
}
