import { simulate, told } from './simulate.ts';

/* `npm run replay -- SEED`: lives through one schedule again and prints all that happens in it. */

const [word = ''] = process.argv.slice(2);
if (/^\d{1,10}$/.test(word)) {
  const simulated = await simulate(Number(word));
  process.stdout.write(`${told(simulated)}\n`);
  process.exitCode = simulated.error === undefined ? 0 : 1;
} else {
  process.stderr.write('npm run replay -- SEED: the number that a failed simulation has printed\n');
  process.exitCode = 2;
}
