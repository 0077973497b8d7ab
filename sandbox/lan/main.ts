import { parseArgs } from 'node:util';
import { createLog } from '../../services/base/log.ts';
import { startLan } from './lan.ts';

const usage = 'usage: main.ts --vip ADDRESS --nodes DIR/nodes [--port 2633]\n';

/** `lan --vip ADDRESS --nodes DIR/nodes --port 2633`: the sandbox's network as far as the virtual address goes. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      vip: { type: 'string' },
      nodes: { type: 'string' },
      port: { type: 'string', default: '2633' },
    },
  });
  if (values.vip === undefined || values.nodes === undefined) {
    process.stderr.write(usage);
    process.exit(2);
  }
  const log = createLog('lan', 'info');
  const lan = await startLan({ vip: values.vip, nodesDirectory: values.nodes, port: Number(values.port) });
  const stop = () => {
    void lan.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  log.info({ vip: values.vip, port: lan.port }, 'ready');
  if (process.connected) process.send?.({ ready: true });
}

await main();
