import { z } from 'zod';
import { defineSource } from '../../collector/source.ts';
import { defineDriver } from '../../processor/driver.ts';
import { asteriskCsv } from '../../processor/drivers/asterisk-csv.ts';
import type { ConfigurationLists } from '../../settings/configuration.ts';

const reader = () => {
  throw new Error('the configuration never reads a record');
};

const delimited = defineDriver({
  name: 'delimited',
  vendor: 'any',
  summary: 'Separated columns in an order of your own.',
  confirmation: 'confirmed',
  traps: [],
  options: z
    .strictObject({
      separator: z.string().length(1).default(';').describe('the sign between two columns'),
      columns: z
        .array(
          z.strictObject({
            field: z.enum(['started', 'calling', 'called', 'duration']).describe('what the column means'),
            column: z.union([z.int().min(1), z.string().min(1)], {
              error: 'a column is its number from 1, or its name',
            }),
          }),
        )
        .min(1)
        .describe('which column means what'),
      call: z.strictObject({ unit: z.enum(['s', 'ms']).default('s') }).optional(),
    })
    .superRefine(({ columns }, context) => {
      if (columns.every(({ field }) => field !== 'started'))
        context.addIssue('one column must say when the call started');
    }),
  example: {
    separator: '|',
    columns: [
      { field: 'started', column: 1 },
      { field: 'calling', column: 'From' },
    ],
  },
  extra: {},
  reader,
});

const open = () => ({ run: async () => {} });

const watch = defineSource({
  name: 'watch',
  summary: 'Files that appear in a folder.',
  promise: 'A file is touched only after its copy is durable.',
  stream: false,
  options: z.strictObject({
    folder: z.string().startsWith('/').describe('the folder to look into'),
    pattern: z.string().default('*').describe('names of files to take'),
    after: z
      .enum(['keep', 'move', 'delete'])
      .default('keep')
      .describe('what becomes of a file once its copy is durable'),
  }),
  example: { folder: '/var/spool/cdr', pattern: '*.csv' },
  open,
});

const push = defineSource({
  name: 'push',
  summary: 'Records sent to a port.',
  promise: 'What was sent while nobody listened is lost.',
  stream: true,
  options: z
    .strictObject({
      port: z.int().min(1).max(65_535).describe('the port to listen on'),
      peers: z
        .union([z.string(), z.array(z.string())])
        .default([])
        .describe('who may connect; empty means anyone'),
      login: z
        .discriminatedUnion('by', [
          z.strictObject({
            by: z.literal('password'),
            password: z.string().regex(/^file:/, 'a reference: file:/path'),
          }),
          z.strictObject({ by: z.literal('nothing') }),
        ])
        .optional(),
      idle_seconds: z.number().positive().nullable().default(null),
      busy_seconds: z.number().positive().nullable().default(null),
    })
    .refine(({ idle_seconds, busy_seconds }) => idle_seconds === null || busy_seconds === null, {
      error: 'only one of idle_seconds and busy_seconds can be given',
    }),
  example: {
    port: 1752,
    peers: ['192.0.2.7'],
    login: { by: 'password', password: 'file:/etc/ledgerline/push.password' },
  },
  open,
});

/** Two drivers and two kinds of source, with every shape of option a real one may have. */
export const LISTS: ConfigurationLists = {
  drivers: { 'asterisk-csv': asteriskCsv, delimited },
  sources: { watch, push },
};
