import { readBoundedText } from '../base/bounded-text-file.ts';
import { HapyError } from '../base/errors/hapy-error.ts';

/** A real config.eol weighs about 100 KiB. */
const sizeBytesMax = 4 * 1024 * 1024;

/** What a person gave to describe a cluster: config.eol of its servers, or one cluster.yaml. */
export type GivenTexts =
  | {
      readonly creole: readonly { readonly file: string; readonly text: string }[];
      readonly yaml?: undefined;
    }
  | { readonly yaml: string };

/**
 * Reads the files and tells which of the two they are by their first character, because people rename files.
 *
 * @throws HapyError HAPY-E200, HAPY-E201 (unreadable), HAPY-E266 a cluster.yaml among others
 */
export async function readFilesOfOneKind(files: readonly string[]): Promise<GivenTexts> {
  const creole: { file: string; text: string }[] = [];
  for (const file of files) creole.push({ file, text: await readBoundedText(file, sizeBytesMax) });
  const yaml = creole.find(({ text }) => !isCreole(text))?.file;
  if (yaml === undefined) return { creole };
  if (files.length > 1) throw new HapyError('HAPY-E266', { file: yaml });
  return { yaml };
}

/** JSON objects begin with a brace, and an empty file is more likely a cut off config.eol than a cluster.yaml. */
function isCreole(text: string): boolean {
  const first = text.trimStart()[0];
  return first === '{' || first === undefined;
}
