import { join } from 'node:path';

import { builtPlace, writeConsole } from './bundle.ts';

// `npm run build:console`: the page that the gateway serves, into gateway/console. Needs no network.
const source = join(import.meta.dirname, '..');
await writeConsole(source, join(source, builtPlace));
