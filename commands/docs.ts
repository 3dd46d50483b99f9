import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../root';
import { jsonSchema } from '../settings/json-schema';
import { configurationReference } from '../settings/reference';

mkdirSync(path.join(root, 'docs'), { recursive: true });
writeFileSync(path.join(root, 'sentry.schema.json'), jsonSchema());
writeFileSync(path.join(root, 'docs/configuration.md'), configurationReference());
