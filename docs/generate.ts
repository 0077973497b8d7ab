import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { errorsPage } from './errors-page.ts';
import { metricsPage } from './metrics-page.ts';

// `npm run generate:docs`: the pages that are made of tables.
writeFileSync(join(import.meta.dirname, 'errors.md'), errorsPage());
writeFileSync(join(import.meta.dirname, 'metrics.md'), metricsPage());
