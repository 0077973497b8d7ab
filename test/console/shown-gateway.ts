import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { AxeResults } from 'axe-core';
import type { FastifyInstance } from 'fastify';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

import { writeConsole } from '../../console/bundle.ts';
import { buildApp } from '../../gateway/app.ts';
import { readConsoleFiles } from '../../gateway/console-files.ts';
import { httpsOptions, standingOfHttps } from '../../gateway/https-listener.ts';
import { systemClock } from '../../services/base/clock.ts';
import { createLog } from '../../services/base/log.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import { createThrowawayCa } from '../pki/throwaway-pki.ts';
import type { ShownCluster } from './shown-cluster.ts';

const checkout = join(import.meta.dirname, '../..');
const clusterId = 'hapy-1a2b3c4d5e';

/** The debugger of a page that shows what it could not load or run. */
export interface OpenedPage {
  readonly page: Page;
  /** What the page wrote as an error, a refusal of its own policy included. */
  readonly complaints: string[];
}

/** The gateway with the page as it is in this checkout, over a shown cluster, and a browser before it. */
export class ShownGateway {
  readonly #app: FastifyInstance;
  readonly #folder: string;
  readonly #browser: Browser;
  readonly #ca: ReturnType<typeof createThrowawayCa>;

  private constructor(
    app: FastifyInstance,
    folder: string,
    browser: Browser,
    ca: ReturnType<typeof createThrowawayCa>,
  ) {
    this.#app = app;
    this.#folder = folder;
    this.#browser = browser;
    this.#ca = ca;
  }

  static async start(cluster: ShownCluster): Promise<ShownGateway> {
    const folder = await mkdtemp(join(tmpdir(), 'hapy-shown-'));
    await writeConsole(checkout, folder);
    const ca = createThrowawayCa('shown');
    const identity = ca.issue({ names: [`URI:${buildUri(clusterId, 'gateway')}`, 'IP:127.0.0.1'] });
    const app = await buildApp({
      ...{ coordinator: cluster.coordinator(), clock: systemClock, https: httpsOptions(identity) },
      console: await readConsoleFiles(folder),
      standingOf: standingOfHttps(clusterId, systemClock),
      isReady: () => Promise.resolve(!cluster.away),
      log: createLog('shown', 'silent'),
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    });
    return new ShownGateway(app, folder, browser, ca);
  }

  get origin(): string {
    return `https://127.0.0.1:${(this.#app.server.address() as AddressInfo).port}`;
  }

  /** A person's browser, which has an operator's certificate. */
  operatorCertificate(): NonNullable<BrowserContextOptions['clientCertificates']> {
    const { certificateChainPem, privateKeyPem } = this.#ca.issue({
      names: [`URI:${buildUri(clusterId, 'operator', 'ada')}`],
    });
    const [cert, key] = [Buffer.from(certificateChainPem), Buffer.from(privateKeyPem)];
    return [{ origin: this.origin, cert, key }];
  }

  async open(options: BrowserContextOptions, token = ''): Promise<OpenedPage> {
    const viewport = { width: 1400, height: 1000 };
    const context = await this.#browser.newContext({ ignoreHTTPSErrors: true, viewport, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${this.origin}/`);
    if (token !== '') {
      await page.fill('#login-token', token);
      await page.press('#login-token', 'Enter');
    }
    await page.waitForSelector('nav');
    return { page, complaints };
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#app.server.closeAllConnections();
    await this.#app.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What axe-core finds that keeps somebody from using the page, in words. */
export async function graveFaultsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    // Through the debugger, which the page's own policy does not bind.
    await page.evaluate(axe);
  }
  const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
