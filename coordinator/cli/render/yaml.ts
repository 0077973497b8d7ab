import { jsonLine } from './json.ts';

/** The same object as with -o json, as one YAML document. */
export async function printableYaml(value: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(JSON.parse(jsonLine(value))).trimEnd();
}
