import { type OutputFormat, print, type Session } from '../session.ts';
import { jsonLine, printableJson } from './json.ts';
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

/** The first of several objects that a program reads one after the other: a line of JSON, a document of YAML. */
export async function showFirst(
  session: Session,
  output: OutputFormat,
  object: object,
  text: () => string,
): Promise<void> {
  switch (output) {
    case 'json':
      print(session, jsonLine(object));
      return;
    case 'yaml':
      print(session, `---\n${await printableYaml(object)}`);
      return;
    case 'table':
      print(session, text());
  }
}
