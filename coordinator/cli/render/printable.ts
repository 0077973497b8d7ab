/**
 * A text from elsewhere as one line without control characters: what a program on a node has written, or what
 * someone has called a host, must not move this terminal's cursor or pretend to be a line of ours.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
