/** `npm run generate`: writes what under docs/ follows from the schemas. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from '../collector/sources.ts';
import { DRIVERS } from '../processor/drivers.ts';
import { generatedDocuments } from './generated-documents.ts';

const docs = join(import.meta.dirname, '../docs');
mkdirSync(docs, { recursive: true });
for (const [name, text] of Object.entries(generatedDocuments({ drivers: DRIVERS, sources: SOURCES }))) {
  writeFileSync(join(docs, name), text);
}
