import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process from its start to its end, its output thrown away. @throws when it ends otherwise than with one of `statuses` */
export async function ended(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  statuses: readonly number[] = [0],
): Promise<void> {
  const [file = '', ...rest] = argv;
  const child = spawn(file, rest, { stdio: ['ignore', 'ignore', 'pipe'], env });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => (complaint += part));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === null || !statuses.includes(code))
    throw new Error(`${argv.join(' ')} ended with ${code}: ${complaint}`);
}
