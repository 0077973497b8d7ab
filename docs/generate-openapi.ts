import { writeFileSync } from 'node:fs';

import { openapiPath, openapiText } from '../gateway/openapi-file.ts';

// Part of `npm run generate:docs`: the REST interface as its routes describe it.
writeFileSync(openapiPath, await openapiText());
