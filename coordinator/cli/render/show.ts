import { type OutputFormat, print, type Session } from '../session.ts';
import { printableJson } from './json.ts';
import { printableYaml } from './yaml.ts';

/** Writes one answer in the form that was asked for; the table is only made when it is wanted. */
export async function show(
  session: Session,
  output: OutputFormat,
  value: unknown,
  table: () => string,
): Promise<void> {
  switch (output) {
    case 'json':
      print(session, printableJson(value));
      return;
    case 'yaml':
      print(session, await printableYaml(value));
      return;
    case 'table':
      print(session, table());
  }
}
