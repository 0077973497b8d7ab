import { errorTable } from '../services/base/errors/table.ts';

/** The page of docs/errors.md, made of the table of errors; a test holds the two together. */
export function errorsPage(): string {
  const lines = [
    '# Codes d’erreur · Error codes',
    '',
    'Chaque message de hapy-cluster porte un de ces codes, le même dans le terminal, dans l’API et dans les',
    'journaux. Every message of hapy-cluster carries one of these codes, the same in the terminal, the API and',
    'the logs. Written by `npm run generate:docs`.',
  ];
  for (const [code, definition] of Object.entries(errorTable).sort(([one], [other]) =>
    one < other ? -1 : 1,
  )) {
    const { text, cause, next } = definition;
    lines.push(
      '',
      `## ${code}`,
      '',
      `${definition.category}, exit ${definition.exit}`,
      '',
      `- ${plain(text.fr)}`,
      `  - Cause : ${plain(cause.fr)}`,
      `  - À faire : ${plain(next.fr)}`,
      `- ${plain(text.en)}`,
      `  - Cause: ${plain(cause.en)}`,
      `  - Next: ${plain(next.en)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function plain(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('<', '\\<');
}
