import { z } from 'zod';
import {
  type ConfigurationLists,
  configurationSchema,
  FORMAT_KEYS,
  formatDrivers,
  SOURCE_KEYS,
} from './configuration.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** What editors need to complete and check the document while it is written; draft 2020-12. */
export function configurationJsonSchema(lists: ConfigurationLists): JsonSchema {
  const schema = configurationSchema(lists);
  const source = schema.shape.sources.unwrap().unwrap().valueType;
  const format = schema.shape.formats.unwrap().unwrap().valueType;
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      joinNull(jsonSchema);
      if (zodSchema === source) {
        offerNames(jsonSchema, lists);
        Object.assign(jsonSchema, { allOf: [...kindBranches(lists), ...driverBranches(lists)] });
      }
      if (zodSchema === format) Object.assign(jsonSchema, { allOf: formatBranches(lists) });
    },
  });
  return { ...json, title: 'Ledgerline configuration' };
}

/** The schema of a member's options as the document writes them: defaulted keys may be left out. */
export function optionsJsonSchema(options: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(options, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => joinNull(jsonSchema),
  });
  return json;
}

/** Of "this or null" as a choice of two, editors only say that neither fits; as two types, they say what is wrong. */
function joinNull(json: z.core.JSONSchema.BaseSchema): void {
  const [form, none, ...more] = json.anyOf ?? [];
  if (typeof form !== 'object' || typeof none !== 'object' || none.type !== 'null' || more.length > 0) return;
  if (typeof form.type !== 'string' || form.enum !== undefined || form.const !== undefined) return;
  delete json.anyOf;
  Object.assign(json, { ...form, ...json, type: [form.type, 'null'] });
}

/** A driver is one of the list or a format of the document, which no schema can know. */
function offerNames(source: JsonSchema, { drivers }: ConfigurationLists): void {
  const driver = source.properties?.driver;
  if (typeof driver !== 'object') return;
  Object.assign(driver, { anyOf: [{ enum: Object.keys(drivers) }, { type: 'string' }] });
}

function kindBranches({ sources }: ConfigurationLists): JsonSchema[] {
  return Object.values(sources).map((kind) =>
    when('kind', kind.name, {
      description: `${kind.summary} ${kind.promise}`,
      ...beside(kind.options, SOURCE_KEYS),
    }),
  );
}

function driverBranches({ drivers }: ConfigurationLists): JsonSchema[] {
  return Object.values(drivers).map((driver) => {
    const options = optionsJsonSchema(driver.options);
    const needed = (options.required ?? []).length > 0;
    const described = { description: driver.summary, ...options };
    return when('driver', driver.name, {
      properties: {
        driver_options:
          !needed && options.type === 'object' ? { ...described, type: ['object', 'null'] } : described,
      },
      ...(needed ? { required: ['driver_options'] } : {}),
    });
  });
}

function formatBranches(lists: ConfigurationLists): JsonSchema[] {
  return formatDrivers(lists).flatMap((name) => {
    const driver = lists.drivers[name];
    return driver
      ? [when('driver', name, { description: driver.summary, ...beside(driver.options, FORMAT_KEYS) })]
      : [];
  });
}

/** Options that stand beside common keys in one mapping. */
function beside(options: z.ZodType, common: readonly string[]): JsonSchema {
  const { properties, ...json } = optionsJsonSchema(options);
  if (properties === undefined) return {};
  return { ...json, properties: { ...Object.fromEntries(common.map((key) => [key, true])), ...properties } };
}

function when(key: string, value: string, branch: JsonSchema): JsonSchema {
  const condition = { properties: { [key]: { const: value } }, required: [key] };
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema; nobody awaits it
  return { if: condition, then: branch };
}
