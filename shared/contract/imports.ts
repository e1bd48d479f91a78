/** Commands for files: looked at, imported in the background, listed, taken back. */
import { z } from 'zod';
import {
  containerSchema,
  elapsedUnitSchema,
  fileFormatSchema,
  importMapSchema,
  timeGivenSchema,
  vendorSchema,
} from '../formats/import-map';
import { canonicalEventSchema } from '../model/event';
import type { CommandRow } from './command-row';
import { appErrorSchema } from './errors';

/** Stands for a file that the user picked, dropped or named; the page never sees a path. */
export const fileTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be a file token');

/** What `waymark import` prints. */
export const importReportSchema = z.strictObject({
  files: z.number(),
  rows: z.number(),
  imported: z.number(),
  duplicates: z.number(),
  /** Rows left out by `skipWhere`. */
  skipped: z.number(),
  rejected: z.number(),
  rejects: z.array(
    z.strictObject({
      reason: z.string(),
      count: z.number(),
      examples: z.array(z.strictObject({ file: z.string(), line: z.number() })),
    }),
  ),
  /** Files of several that could not be read at all; the others were imported. */
  problems: z.array(z.strictObject({ file: z.string(), message: z.string() })).optional(),
  /** What differs between the tables of the import, in sentences. */
  notes: z.array(z.string()).optional(),
  /**
   * Of the file that a cancelled import was at: so many of its rows, from the first on, are stored, in whole steps. Imported
   * again, the file adds the others.
   */
  upTo: z.strictObject({ file: z.string(), rows: z.number() }).optional(),
  events: z.number(),
  persons: z.number(),
  from: z.string().optional(),
  to: z.string().optional(),
  elapsedMs: z.number(),
});
export type ImportReport = z.infer<typeof importReportSchema>;

export const importStepSchema = z.strictObject({
  phase: z.enum(['reading', 'storing', 'indexing']),
  /** 0 to 1 over the whole import. */
  share: z.number(),
  rows: z.number(),
  rowsPerSecond: z.number(),
  /** Of all files, as they lie on disk. */
  bytes: z.number().optional(),
  /** How long the rest takes, once that can be told. */
  secondsLeft: z.number().optional(),
});
export type ImportStep = z.infer<typeof importStepSchema>;

export const importProgressSchema = z.discriminatedUnion('type', [
  importStepSchema.extend({ type: z.literal('progress') }),
  z.strictObject({ type: z.literal('done'), report: importReportSchema }),
]);
export type ImportProgress = z.infer<typeof importProgressSchema>;

const columnTypeSchema = z.enum(['text', 'number', 'boolean', 'time', 'json']);

/** A proposed mapping, with the reason for each choice and what it would make of the first rows. */
export const importGuessSchema = z.strictObject({
  file: z.string(),
  format: containerSchema,
  /** Whose export it is and how that was told; then no map is needed and none is proposed. */
  vendor: z.strictObject({ name: vendorSchema, title: z.string(), reason: z.string() }).optional(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(['text', 'number', 'boolean', 'time', 'json']),
      sample: z.array(z.string()),
    }),
  ),
  /** Absent where no time or id column can be told; then `problem` says what to name by hand. */
  map: importMapSchema.optional(),
  /** The map is the one that files of this shape were imported by: of which file, and when (UTC ms). */
  remembered: z.strictObject({ name: z.string(), at: z.number() }).optional(),
  reasons: z.array(
    z.strictObject({ field: z.string(), reason: z.string(), confidence: z.enum(['high', 'medium', 'low']) }),
  ),
  problem: z.string().optional(),
  /** Where no column holds times: one that may count from a start that the file does not name, and why. */
  elapsed: z
    .strictObject({ column: z.string(), unit: elapsedUnitSchema, reason: z.string(), isUnitSaid: z.boolean() })
    .optional(),
  /** Texts in the cells that may stand for «nothing». The map's `nulls` has those that are taken for it. */
  markers: z
    .array(
      z.strictObject({ text: z.string(), columns: z.array(z.string()), isAssumed: z.boolean(), reason: z.string() }),
    )
    .optional(),
  /** The first rows as events under `map`. */
  preview: z.array(canonicalEventSchema),
});
export type ImportGuess = z.infer<typeof importGuessSchema>;

/** What is in a file: its first rows as texts, and of each column what its values are. */
export const importLookSchema = z.strictObject({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  /** Rows that were looked at. */
  rowCount: z.number(),
  /** The file has more rows than that. */
  isPart: z.boolean(),
  /** Lines that could not be read. */
  broken: z.number(),
  hiddenColumns: z.number(),
  profiles: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(['text', 'number', 'boolean', 'time', 'json']),
      filled: z.number(),
      distinct: z.number(),
      min: z.union([z.number(), z.string()]).optional(),
      max: z.union([z.number(), z.string()]).optional(),
      top: z.array(z.strictObject({ value: z.string(), count: z.number() })),
    }),
  ),
});
export type ImportLook = z.infer<typeof importLookSchema>;

/** What the first rows of a file would become. */
export const importOutlineSchema = z.strictObject({
  /** Rows that were looked at. */
  rows: z.number(),
  /** The file has more rows than that. */
  isPart: z.boolean(),
  events: z.number(),
  /** Different distinct ids. */
  ids: z.number(),
  /** UTC ms. */
  from: z.number().optional(),
  to: z.number().optional(),
  /** The most frequent events. */
  names: z.array(z.strictObject({ name: z.string(), count: z.number() })),
  eventNames: z.number(),
  /** Rows that are no event, by reason. */
  rejects: z.array(z.strictObject({ reason: z.string(), count: z.number() })),
});
export type ImportOutline = z.infer<typeof importOutlineSchema>;

export const importMembersSchema = z.strictObject({
  isArchive: z.boolean(),
  total: z.number(),
  /** In the order of their names; the first ones, where there are very many. */
  members: z.array(
    z.strictObject({
      name: z.string(),
      /** Bytes, unpacked. */
      size: z.number(),
      /** Absent where it was not looked at. */
      container: containerSchema.optional(),
      problem: z.string().optional(),
    }),
  ),
});
export type ImportMembers = z.infer<typeof importMembersSchema>;

/** The generic tables among several files, and in archives, as one. */
export const importColumnsSchema = z.strictObject({
  /** Tables whose heads were looked at; 0 where there are not two of them. */
  tables: z.number(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      files: z.number(),
      type: columnTypeSchema,
      types: z.array(z.strictObject({ type: columnTypeSchema, files: z.number() })),
    }),
  ),
  /** What differs between them, in sentences. */
  notes: z.array(z.string()),
});
export type ImportColumns = z.infer<typeof importColumnsSchema>;

/** Of an archive, which of its files, as `import.members` counts them. */
const member = z.number().int().min(0).optional();

/** An import, from its beginning to what became of it. */
export const importEntrySchema = z.strictObject({
  id: z.number().int(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** In the order of reading; the first ones, where there are many. */
  files: z.array(z.string()),
  fileCount: z.number(),
  /** Bytes of all files; 0 for imports of versions that did not note it. */
  bytes: z.number(),
  /**
   * `waiting` for another import to end; `interrupted` by the end of Waymark, to be gone on with or given up; `kept` what
   * was stored until it was cancelled; `failed` imports left nothing.
   */
  state: z.enum(['waiting', 'running', 'paused', 'stopping', 'interrupted', 'done', 'kept', 'failed']),
  /** While it is not ended. */
  step: importStepSchema.optional(),
  report: importReportSchema.optional(),
  error: appErrorSchema.optional(),
});
export type ImportEntry = z.infer<typeof importEntrySchema>;

const runInput = z.strictObject({
  files: z.array(fileTokenSchema).min(1),
  format: fileFormatSchema,
  map: importMapSchema.optional(),
});
const idInput = z.strictObject({ id: z.number().int() });

export const IMPORT_COMMANDS = {
  /** Looks at a file and proposes how to read it; stores nothing. */
  'import.guess': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({
      file: fileTokenSchema,
      format: fileFormatSchema,
      map: importMapSchema.optional(),
      /** When its rows happened, where no column says it. What was mapped before is not asked then. */
      time: timeGivenSchema.optional(),
      member,
      /** Guesses, also where files of this shape were mapped before. */
      anew: z.boolean().optional(),
    }),
    output: importGuessSchema,
  },
  /** The quick look at files that the page cannot read itself; stores nothing. */
  'import.look': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ file: fileTokenSchema, format: fileFormatSchema, member }),
    output: importLookSchema,
  },
  /** How many events, ids and days the first rows hold: under the map, else by a vendor's rules. Stores nothing. */
  'import.outline': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ file: fileTokenSchema, format: fileFormatSchema, map: importMapSchema.optional(), member }),
    output: importOutlineSchema,
  },
  /** The files in an archive, with what each is by its first bytes. */
  'import.members': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ file: fileTokenSchema }),
    output: importMembersSchema,
  },
  /** Which columns the tables of an import have in all, in how many of them and of what type. Stores nothing. */
  'import.columns': { at: 'engine', answer: 'json', input: runInput, output: importColumnsSchema },
  /** Begins an import that goes on whoever looks; one works at a time, the others wait their turn. */
  'import.start': { at: 'engine', answer: 'json', input: runInput, output: importEntrySchema },
  /** Every import, the newest first. The live message `imports` says when to ask again. */
  'import.list': { at: 'engine', answer: 'json', input: z.strictObject({}), output: z.array(importEntrySchema) },
  /** Holds between two steps, a second or so after it is asked. */
  'import.pause': { at: 'engine', answer: 'json', input: idInput, output: importEntrySchema },
  /** Goes on with one that was paused, or that was interrupted: files that are done are not read again. */
  'import.resume': { at: 'engine', answer: 'json', input: idInput, output: importEntrySchema },
  /** Ends an import before its time, and answers once that is done: what it stored is kept or taken out again. */
  'import.cancel': {
    at: 'engine',
    answer: 'json',
    input: idInput.extend({ keep: z.boolean() }),
    output: z.strictObject({ kept: z.number(), removed: z.number() }),
  },
  /** Takes an ended import's events and rejects out again, and forgets it. */
  'import.undo': { at: 'engine', answer: 'json', input: idInput, output: z.strictObject({ removed: z.number() }) },
  /** Starts an import, follows it and ends with `done`. Going away cancels it and takes everything out again. */
  'import.run': { at: 'engine', answer: 'stream', input: runInput, output: importProgressSchema },
} as const satisfies Record<string, CommandRow>;
