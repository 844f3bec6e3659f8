import type { ConfigurationLists } from './configuration.ts';
import { exampleConfiguration } from './example.ts';
import { configurationJsonSchema } from './json-schema.ts';

/** The files under docs/ that say what the schemas say, by name. */
export function generatedDocuments(lists: ConfigurationLists): Readonly<Record<string, string>> {
  return {
    'configuration.example.yaml': exampleConfiguration(lists),
    'configuration.schema.json': `${JSON.stringify(configurationJsonSchema(lists), null, 2)}\n`,
  };
}
