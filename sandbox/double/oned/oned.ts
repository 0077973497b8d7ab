import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Machine, readMachine } from '../machine.ts';
import type { OnedParts } from '../methods/method.ts';
import { type NodeRootPaths, nodePaths } from '../node-paths.ts';
import { type RaftStateNumber, raftState } from '../raft/core.ts';
import { OneDatabase } from '../store/database.ts';
import { MysqlCopy, mysqlAccessOf } from '../store/mysql-copy.ts';
import { createWireServer } from '../wire/server.ts';
import { type OnedConfiguration, readOnedConfiguration } from './configuration.ts';
import { bootstrap, ensureOneKey } from './credentials.ts';
import { createDispatch } from './dispatch.ts';
import { fileJournal } from './journal.ts';
import { HookQueue } from './hook-queue.ts';
import { startMonitoring } from './monitoring.ts';
import { RaftRuntime } from './raft-runtime.ts';
import { OnedStartError } from './start-error.ts';
import { onedTiming } from './timing.ts';
import { Writes } from './writes.ts';

export interface OnedOptions {
  readonly root: string;
  /** Instead of oned.conf's PORT; 0 takes a free one. */
  readonly port?: number;
  /** The wait between two rounds of an election; Math.random when absent. */
  readonly random?: () => number;
}

export interface RunningOned {
  readonly address: string;
  readonly port: number;
  readonly endpoint: string;
  readonly state: RaftStateNumber;
  readonly term: number;
  /** As after SIGTERM: the lock goes, the address stays until follower_cleanup takes it. */
  stop(): Promise<void>;
  /** As after kill -9: lock and address stay. */
  kill(): Promise<void>;
}

/**
 * Starts oned on a node's root, in this process. Throws OnedStartError with oned's own words when it would
 * exit at once: a lock is there, or SERVER_ID is set on a database that nobody bootstrapped.
 */
export async function startOned(options: OnedOptions): Promise<RunningOned> {
  const paths = nodePaths(options.root);
  const machine = readMachine(options.root);
  takeLock(paths);
  let database: OneDatabase | undefined;
  try {
    const configuration = readOnedConfiguration(paths.onedConf);
    database = openDatabase(paths, configuration);
    return await serve(options, paths, machine, configuration, database);
  } catch (error) {
    database?.close();
    rmSync(paths.onedLock, { force: true });
    throw error;
  }
}

function takeLock(paths: NodeRootPaths): void {
  try {
    writeFileSync(paths.onedLock, '', { flag: 'wx', mode: 0o640 });
  } catch {
    throw new OnedStartError(`Error: Cannot start oned, opening lock file ${paths.onedLock}`);
  }
}

function openDatabase(paths: NodeRootPaths, configuration: OnedConfiguration): OneDatabase {
  const access = mysqlAccessOf(configuration.template);
  const mysql = access === undefined ? undefined : new MysqlCopy(access);
  const database = new OneDatabase(paths.oneDatabase, mysql);
  try {
    ensureOneKey(paths);
    if (!database.bootstrapped) {
      if (configuration.serverId !== -1) {
        throw new OnedStartError('Database has to be bootstraped to start oned in HA');
      }
      bootstrap(paths, database);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function serve(
  options: OnedOptions,
  paths: NodeRootPaths,
  machine: Machine,
  configuration: OnedConfiguration,
  database: OneDatabase,
): Promise<RunningOned> {
  const timing = onedTiming(configuration, machine.clockFactor);
  const journal = fileJournal(paths.onedLog);
  const ending = new AbortController();
  const hooks = new HookQueue({ root: options.root, machine, configuration, timing, journal }, ending.signal);
  const raft = new RaftRuntime({
    serverId: configuration.serverId,
    database,
    oneAuthPath: paths.oneAuth,
    timing,
    journal,
    random: options.random ?? Math.random,
    runHook: (role) => hooks.run(role),
  });
  const parts: OnedParts = {
    paths,
    machine,
    configuration,
    database,
    raft,
    writes: new Writes(database, raft),
  };
  const server = createWireServer(createDispatch(parts, timing.forwardTimeoutMs));
  const bound = await listen(server, addressOf(machine, configuration), options.port ?? configuration.port);
  const solo = configuration.serverId === -1;
  // A real one writes its whole configuration here; this line of it is what a wrong id is found by.
  journal(`[ONE][I]: SERVER_ID=${configuration.serverId}`);
  journal(solo ? '[ONE][I]: oned started in solo mode.' : '[RCM][I]: oned started in follower mode');
  if (!solo) hooks.run('follower');
  raft.start();
  const stopMonitoring = startMonitoring(parts, timing.monitoringMs, journal);
  const end = async () => {
    stopMonitoring();
    raft.stop();
    ending.abort();
    await hooks.finished();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    database.close();
  };
  return {
    address: bound.address,
    port: bound.port,
    endpoint: `http://${bound.address}:${bound.port}/RPC2`,
    get state() {
      return raft.machine.state;
    },
    get term() {
      return raft.machine.term;
    },
    async stop() {
      await end();
      rmSync(paths.onedLock, { force: true });
    },
    kill: end,
  };
}

function addressOf(machine: Machine, configuration: OnedConfiguration): string {
  // Nodes that share one machine have an address each; a machine of its own listens at all of its addresses.
  const everywhere = configuration.listenAddress === '0.0.0.0' && machine.network !== 'kernel';
  return everywhere ? machine.address : configuration.listenAddress;
}

async function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  server.listen(port, host);
  await once(server, 'listening');
  return server.address() as AddressInfo;
}

/** Whether this state ignores SIGTERM: oned's timer thread is inside the election loop (opennebula.md section 2). */
export function ignoresTermination(state: RaftStateNumber): boolean {
  return state === raftState.candidate;
}
