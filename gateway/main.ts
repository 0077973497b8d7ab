#!/usr/bin/env node
import { X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Server as TlsServer } from 'node:tls';

import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { createLog, type Log } from '../services/base/log.ts';
import { tellReady } from '../services/base/service-manager.ts';
import { askRenewal } from '../services/identity/ask-renewal.ts';
import { IdentityKeeper } from '../services/identity/identity-keeper.ts';
import { tlsTarget } from '../services/rpc/client.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { clusterBytesMax } from '../services/rpc/limits.ts';
import { listenError } from '../services/rpc/listen-error.ts';
import { buildUri, parseUri, uriOfSubjectAltName } from '../services/rpc/uri.ts';
import { GrpcCoordinator } from './adapters/grpc-coordinator.ts';
import { buildApp } from './app.ts';
import { readCommandLine, reportFailure } from './command-line.ts';
import { type GatewayConfig, loadGatewayConfig } from './config.ts';
import { readConsoleFiles } from './console-files.ts';
import { httpsOptions, standingOfHttps } from './https-listener.ts';

/** The whole stop takes less than 5 s, whatever a client does. */
const stopMaxMs = 4_500;

async function serve(config: GatewayConfig): Promise<void> {
  const log = createLog('hapy-gateway', config.log.level);
  const keeper = await IdentityKeeper.open({
    directory: join(config.stateDirectory, 'pki'),
    ...{ clock: systemClock, log, random: Math.random },
    ask: (identity, csrDer, signal) =>
      askRenewal({ identity, csrDer, coordinators: [config.coordinator], signal }),
  });
  const clusterId = clusterOf(keeper.identity);
  const expectedUri = buildUri(clusterId, 'coordinator');
  const targetFor = (identity: TlsIdentity) =>
    tlsTarget({ ...config.coordinator, expectedUri, identity, answerBytesMax: clusterBytesMax });
  const renewSoon = () => void keeper.renew().catch(() => undefined);
  const coordinator = new GrpcCoordinator(targetFor(keeper.identity), renewSoon);
  const standingOf = standingOfHttps(clusterId, systemClock);
  const isReady = () => coordinator.canBeAsked();
  const https = httpsOptions(keeper.identity);
  const page = await readConsoleFiles(config.consoleDirectory);
  const own = { standingOf, isReady, console: page, clock: systemClock, log, https };
  const app = await buildApp({ coordinator, ...own });
  keeper.onRenewed((identity) => {
    coordinator.retarget(targetFor(identity));
    if (app.server instanceof TlsServer) app.server.setSecureContext(httpsOptions(identity));
  });
  try {
    await app.listen({ host: config.listen.address, port: config.listen.port });
  } catch (error) {
    throw listenError(error, `${config.listen.address}:${config.listen.port}`);
  }
  // After it listens: one that cannot is to end, and nothing would end the keeping.
  const keeping = new AbortController();
  void keeper.keep(keeping.signal);
  stopOnSignal(log, async () => {
    keeping.abort();
    await app.close();
    coordinator.close();
  });
  const [listening] = app.addresses() as AddressInfo[];
  log.info({ cluster: clusterId, host: listening?.address, port: listening?.port }, 'ready');
  tellReady();
}

/** The cluster we were enrolled in. @throws HapyError HAPY-E105 when our certificate is not a gateway's. */
function clusterOf(identity: TlsIdentity): string {
  const uri = uriOfSubjectAltName(new X509Certificate(identity.certificateChainPem).subjectAltName);
  const name = uri === undefined ? undefined : parseUri(uri);
  if (name?.role !== 'gateway') throw new HapyError('HAPY-E105');
  return name.clusterId;
}

function stopOnSignal(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => process.exit(0), stopMaxMs).unref();
      log.info({ signal }, 'stopping');
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'stop failed');
          process.exit(1);
        },
      );
    });
  }
}

async function main(): Promise<void> {
  await serve(await loadGatewayConfig(readCommandLine(process.argv.slice(2))));
}

main().catch((error: unknown) => {
  process.exitCode = reportFailure(error);
});
