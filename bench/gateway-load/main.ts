import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import { createThrowawayCa } from '../../test/pki/throwaway-pki.ts';
import { Asking, type Asked, Reader } from './asking.ts';
import { startCoordinator } from './coordinator.ts';

/*
 * `npm run load:gateway [-- SECONDS]`: the real gateway as a program, with 50 readers of events and 100 requests a second,
 * for a minute; beside it, in the same minute and on the same machine, a bare fastify route that answers as many bytes. The
 * minute is cut in quarters, and between them the gateway tells what its heap holds after a collection.
 * Ends with 1 when something was not answered, a reader was lost, or that grew.
 */
const clusterId = 'load';
const seconds = Number(process.argv[2] ?? 60);
const perSecond = 100;
const readersMax = 50;
const quarters = 4;
/** What the heap may hold more after the last quarter than after the first: less is code that was compiled meanwhile. */
const growthMax = 0.05;

const folder = mkdtempSync(join(tmpdir(), 'hapy-load-'));
const ca = createThrowawayCa('load');
const children: ChildProcess[] = [];
const issue = (role: 'coordinator' | 'gateway' | 'operator', name?: string) =>
  ca.issue({ names: [`URI:${buildUri(clusterId, role, name)}`, 'IP:127.0.0.1'] });

function writeIdentity(directory: string, identity: TlsIdentity): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, 'key.pem'), identity.privateKeyPem, { mode: 0o600 });
  writeFileSync(join(directory, 'certificate.pem'), identity.certificateChainPem);
  writeFileSync(join(directory, 'roots.pem'), identity.rootsPem);
  return directory;
}

/** Starts a program and gives what the first match of `pattern` in its output names. */
async function start(args: readonly string[], pattern: RegExp) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  children.push(child);
  let printed = '';
  for await (const part of child.stdout as AsyncIterable<Buffer>) {
    printed += part.toString();
    const found = pattern.exec(printed)?.[1];
    if (found === undefined) continue;
    child.stdout?.resume();
    return { child, pid: child.pid ?? 0, port: Number(found) };
  }
  throw new Error(`${args.join(' ')} ended: ${printed}`);
}

/** MiB that the heap of a program holds after a collection. */
async function heapOf(child: ChildProcess): Promise<number> {
  child.send('heap');
  for (;;) {
    // It told that it was ready as well.
    const [told] = (await once(child, 'message')) as [{ readonly bytes?: number }];
    if (told.bytes !== undefined) return told.bytes / 1024 ** 2;
  }
}

/** Resident memory in MiB, from the kernel. */
function memoryOf(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

/** Seconds of processor time that a program has used, from the kernel, whose clock ticks 100 times a second (proc(5)). */
function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function figuresOf(asked: readonly Asked[]) {
  const sorted = asked.map(({ latencyMs }) => latencyMs).toSorted((one, other) => one - other);
  const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
  const failed = asked.filter(({ status }) => status !== 200).length;
  return { answered: asked.length - failed, failed, p50: at(0.5), p99: at(0.99) };
}

const median = (values: readonly number[]) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

async function load(): Promise<boolean> {
  const coordinator = await startCoordinator(issue('coordinator'), clusterId);
  const pki = writeIdentity(join(folder, 'state', 'pki'), issue('gateway'));
  const config = join(folder, 'gateway.yaml');
  writeFileSync(
    config,
    `listen: { address: 127.0.0.1, port: 0 }\nstateDirectory: ${join(folder, 'state')}\ncoordinator: { address: 127.0.0.1, port: ${coordinator.port} }\n`,
  );
  const programs = join(import.meta.dirname, '../..');
  const gateway = await start(
    [
      ...['--expose-gc', '--import', join(import.meta.dirname, 'heap-on-demand.ts')],
      ...[join(programs, 'gateway/main.ts'), 'serve', '--config', config],
    ],
    /"port":(\d+),"msg":"ready"/,
  );
  const operator = issue('operator', 'load');
  const tls = { key: operator.privateKeyPem, cert: operator.certificateChainPem, ca: ca.rootsPem };
  const own = `https://127.0.0.1:${gateway.port}/api/v1`;
  const asking = new Asking(`${own}/nodes`, tls, 1);
  await asking.run(5, 1);
  const bytes = asking.asked[0]?.bytes ?? 0;
  const bare = await start([join(import.meta.dirname, 'bare.ts'), pki, String(bytes)], /^(\d+)\n/);
  const beside = new Asking(`https://127.0.0.1:${bare.port}/bare`, tls, 2);
  await beside.run(5, 1);

  const readers = Array.from(
    { length: readersMax },
    (_, index) => new Reader(`${own}/events?after=0`, tls, `127.0.3.${index + 1}`),
  );
  const memory: number[] = [];
  const used = [gateway.pid, bare.pid].map(processorOf);
  const looking = setInterval(() => memory.push(memoryOf(gateway.pid)), 500);
  const measured = new Asking(`${own}/nodes`, tls, 4);
  const measuredBeside = new Asking(`https://127.0.0.1:${bare.port}/bare`, tls, 5);
  const heaps: number[] = [];
  for (let quarter = 0; quarter < quarters; quarter += 1) {
    const part = seconds / quarters;
    await Promise.all([measured.run(perSecond, part), measuredBeside.run(perSecond, part)]);
    heaps.push(await heapOf(gateway.child));
  }
  clearInterval(looking);
  const [oursUsed = 0, bareUsed = 0] = [gateway.pid, bare.pid].map(
    (pid, index) => processorOf(pid) - (used[index] ?? 0),
  );
  const each = (used: number) => ((used * 1000) / (perSecond * seconds)).toFixed(2);

  const lost = readers.filter(({ ended, events }) => ended !== '' || events === 0);
  const told = readers.reduce((sum, { events }) => sum + events, 0);
  const [first = 0, last = Infinity] = [heaps[0], heaps.at(-1)];
  const [ours, theirs] = [figuresOf(measured.asked), figuresOf(measuredBeside.asked)];
  const lines = [
    `${seconds} s, ${perSecond} requests/s to each, answers of ${bytes} bytes, ${readersMax} readers of events`,
    `gateway  answered ${ours.answered}, failed ${ours.failed}, p50 ${ours.p50} ms, p99 ${ours.p99} ms`,
    `bare     answered ${theirs.answered}, failed ${theirs.failed}, p50 ${theirs.p50} ms, p99 ${theirs.p99} ms`,
    `p99      ${(Number(ours.p99) / Number(theirs.p99)).toFixed(2)} times that of the bare route`,
    `processor time ${each(oursUsed)} ms a request with its share of ${readersMax} readers, ${each(bareUsed)} ms bare`,
    `readers  ${told} events told, ${lost.length} lost ${lost[0]?.ended ?? ''}`,
    `heap     ${heaps.map((mib) => mib.toFixed(1)).join(', ')} MiB after each quarter and a collection`,
    `memory   ${median(memory).toFixed(0)} MiB, ${Math.max(...memory).toFixed(0)} at most, as the kernel sees it`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  for (const each of [asking, beside, measured, measuredBeside, ...readers]) each.close();
  await coordinator.close(0);
  return ours.failed === 0 && lost.length === 0 && last <= first * (1 + growthMax);
}

try {
  process.exitCode = (await load()) ? 0 : 1;
} finally {
  for (const child of children) {
    if (child.exitCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}
