import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { checkOned } from './check-oned.ts';
import { OnedUnderTest } from './oned-under-test.ts';

/*
 * npm run test:contract -- --endpoint URL --auth FILE: what the double is held against, asked of any oned. FILE holds
 * user:password in one line, as one_auth does; it is read here so that it never stands on a command line.
 */

const usage = 'npm run test:contract -- --endpoint http://HOST:2633/RPC2 --auth FILE\n';
const words = { holds: 'ok', fails: 'NOT OK', skipped: 'skipped' } as const;

process.exitCode = await main();

async function main(): Promise<number> {
  const oned = ask();
  if (oned === undefined) return 2;
  let failed = 0;
  try {
    for await (const { name, outcome, reason } of checkOned(oned)) {
      if (outcome === 'fails') failed += 1;
      process.stdout.write(
        `${words[outcome].padEnd(8)} ${name}${reason === '' ? '' : `\n         ${reason}`}\n`,
      );
    }
  } catch (error) {
    process.stderr.write(`${oned.endpoint}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  process.stdout.write(failed === 0 ? 'Everything holds.\n' : `${failed} do not hold.\n`);
  return failed === 0 ? 0 : 1;
}

/** The oned that was named; undefined after saying what is wrong. */
function ask(): OnedUnderTest | undefined {
  try {
    const options = { endpoint: { type: 'string' }, auth: { type: 'string' } } as const;
    const { endpoint, auth } = parseArgs({ options }).values;
    if (endpoint === undefined || auth === undefined) throw new Error('--endpoint and --auth are needed');
    const session = readFileSync(auth, 'utf8').trim();
    if (!session.includes(':')) throw new Error(`${auth} does not hold user:password`);
    return new OnedUnderTest(new URL(endpoint).href, session);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return undefined;
  }
}
