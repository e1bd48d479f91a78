/**
 * Everything a page, the command line or a script may ask of Waymark. The types and the run-time checks on both sides
 * are read from this one table. Carried as `POST /waymark/rpc/<name>` with the input as JSON; the answer is
 *   - `json`:   `{ok: true, value}` or `{ok: false, error}`, checked against `output` on both sides;
 *   - `arrow`:  an Arrow IPC stream (or the error as JSON with status ≥ 400);
 *   - `stream`: one JSON value per line (NDJSON), each checked against `output`, until the caller goes away.
 * `at` says who answers: the engine process, or the host (main or headless) itself.
 */
import { z } from 'zod';
import { type GroupRow, groupRowSchema, type PersonRow, personRowSchema } from '../insights/person-row';
import { foldSpecSchema, insightResultSchema, insightSpecSchema } from '../insights/specs';
import { eventKindSchema } from '../model/event';
import { filterSchema } from '../model/filter';
import { propertyPathSchema } from '../model/property-path';
import { correlationCellSchema } from '../insights/correlation/spec';
import { frequencyCellSchema } from '../insights/frequency/spec';
import { funnelCellSchema } from '../insights/funnel/spec';
import { lifecycleCellSchema } from '../insights/lifecycle/spec';
import { pathsCellSchema } from '../insights/paths/spec';
import { retentionCellSchema } from '../insights/retention/spec';
import { segmentCellSchema } from '../insights/segment/spec';
import { stickinessCellSchema } from '../insights/stickiness/spec';
import { trendsCellSchema } from '../insights/trends/spec';
import { workspaceSettingsSchema } from '../model/settings';
import { ARCHIVE_COMMANDS } from './archive';
import { type CommandRow, pageInput as page, type StoredEvent, storedEventSchema } from './command-row';
import { DOCTOR_COMMANDS } from './doctor';
import { EXPORT_COMMANDS } from './export';
import { FLAG_COMMANDS } from './flags';
import { IDENTITY_COMMANDS } from './identity';
import { fileTokenSchema, IMPORT_COMMANDS, importProgressSchema } from './imports';
import { LISTENING_COMMANDS } from './listening';
import { PEOPLE_COMMANDS } from './people';
import { PLAN_COMMANDS } from './plan';
import { REJECT_COMMANDS, type RejectRow, rejectRowSchema } from './rejects';
import { REQUEST_COMMANDS } from './requests';
import { RECORDING_COMMANDS } from './recordings';
import { SAVED_COMMANDS } from './saved';
import { SESSION_COMMANDS } from './sessions';
import { TESTING_COMMANDS } from './testing';

export type { GroupRow, PersonRow, RejectRow, StoredEvent };
export type {
  ImportEntry,
  ImportGuess,
  ImportLook,
  ImportColumns,
  ImportMembers,
  ImportOutline,
  ImportProgress,
  ImportReport,
  ImportStep,
} from './imports';
export { fileTokenSchema };

export const workspaceInfoSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** `building` while sequences and sessions are made after opening; queries wait for it. */
  state: z.enum(['building', 'ready']),
  events: z.number(),
  persons: z.number(),
  sessions: z.number(),
  rejects: z.number(),
  /** UTC ms of the first and last event; absent while there is none. */
  from: z.number().optional(),
  to: z.number().optional(),
  dataVersion: z.number(),
  timezone: z.string(),
  weekStart: z.enum(['monday', 'sunday']),
  /** What is being worked out anew in the background after a change of settings; answers are the old ones until then. */
  work: z.strictObject({ what: z.enum(['identity', 'sessions']), share: z.number() }).optional(),
});
export type WorkspaceInfo = z.infer<typeof workspaceInfoSchema>;

export const hostInfoSchema = z.strictObject({
  version: z.string(),
  host: z.enum(['electron', 'headless']),
  /** Where SDKs send to, such as `http://127.0.0.1:8787`; absent where the collector could not start. */
  collectorUrl: z.string().optional(),
  /** The same over HTTPS, where that was asked for, and the certificate that SDKs' browsers must trust for it. */
  collectorHttps: z.strictObject({ url: z.string(), certificate: z.string() }).optional(),
  /** What people should know about how it listens: that others can reach it. */
  collectorWarning: z.string().optional(),
  /** What of the way it is set to listen cannot be had, and what to do; events are taken in all the same. */
  collectorShortfall: z.string().optional(),
  /** Why events are refused right now; senders are asked to try again. */
  collectorTrouble: z.string().optional(),
  /** Why not, and what to do. */
  collectorProblem: z.string().optional(),
  workspace: z.string(),
});
export type HostInfo = z.infer<typeof hostInfoSchema>;

/**
 * What the live feed carries. `total` counts events ever stored. Events come many at a time, each as the JSON text of a
 * stored event: whoever watches a flood takes apart only what is shown.
 */
export const liveMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('events'),
    /** Of the events in `rows`, in the same order; they grow. */
    eids: z.array(z.number().int()),
    rows: z.array(z.string()),
    total: z.number(),
    dataVersion: z.number(),
  }),
  z.strictObject({ type: z.literal('rejects'), rejects: z.array(rejectRowSchema), total: z.number() }),
  /** The doctor found something, or a finding was dismissed: ask `doctor.findings` again. */
  z.strictObject({ type: z.literal('findings') }),
  /** The data changed otherwise (import, sample, rebuild): ask again. */
  z.strictObject({ type: z.literal('changed'), total: z.number(), dataVersion: z.number() }),
  /** An import began, went on or ended: ask `import.list` again. */
  z.strictObject({ type: z.literal('imports') }),
  /** Other events break the tracking plan than before; `found` is how many of those `checked` do. */
  z.strictObject({ type: z.literal('violations'), checked: z.number(), found: z.number() }),
  /** Every few seconds, so that a dead connection is noticed. */
  z.strictObject({ type: z.literal('beat') }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;

/** Names one count of one insight. The rows of tables (`sql`) are not counts: each says what it is of. */
export const drillRefSchema = z.strictObject({
  spec: foldSpecSchema,
  cell: z.union([
    funnelCellSchema,
    trendsCellSchema,
    retentionCellSchema,
    lifecycleCellSchema,
    stickinessCellSchema,
    frequencyCellSchema,
    pathsCellSchema,
    segmentCellSchema,
    correlationCellSchema,
  ]),
});
export type DrillRef = z.infer<typeof drillRefSchema>;

export const COMMANDS = {
  'host.info': { at: 'host', answer: 'json', input: z.strictObject({}), output: hostInfoSchema },
  'workspace.info': { at: 'engine', answer: 'json', input: z.strictObject({}), output: workspaceInfoSchema },

  /** Event names with counts, most frequent first. */
  'catalog.events': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({}),
    output: z.array(
      z.strictObject({
        event: z.string(),
        kind: eventKindSchema,
        count: z.number(),
        firstSeen: z.number(),
        lastSeen: z.number(),
      }),
    ),
  },
  /** Property paths usable in filters and breakdowns, most frequent first; of one event where named. */
  'catalog.properties': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ event: z.string().optional() }),
    output: z.array(
      z.strictObject({ property: z.string(), type: z.enum(['text', 'number', 'boolean', 'mixed']), count: z.number() }),
    ),
  },
  /** The types of groups that events name, the most used first, with how many groups and events there are of each. */
  'catalog.groups': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({}),
    output: z.array(z.strictObject({ type: z.string(), groups: z.number(), events: z.number() })),
  },
  /** The most frequent values of a property whose text contains `search`. */
  'catalog.values': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ property: propertyPathSchema, search: z.string().optional(), limit: page.limit }),
    output: z.array(z.strictObject({ value: z.string(), count: z.number() })),
  },

  /** Newest stored first, before `beforeEid` where given. For the live view's history. */
  'events.recent': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({
      limit: page.limit,
      beforeEid: z.number().int().optional(),
      /** Only what was stored after this event. */
      afterEid: z.number().int().optional(),
      filter: filterSchema.optional(),
    }),
    output: z.array(storedEventSchema),
  },
  'events.get': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ eid: z.number().int() }),
    output: storedEventSchema,
  },
  /** The event with this id. */
  'events.named': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ eventId: z.string().min(1) }),
    output: storedEventSchema,
  },
  /** Whose event it is, and in which of their sessions. */
  'events.owner': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ eid: z.number().int().min(0) }),
    output: z.strictObject({ person: z.string(), session: z.string().optional() }),
  },
  live: { at: 'engine', answer: 'stream', input: z.strictObject({}), output: liveMessageSchema },

  ...REQUEST_COMMANDS,
  ...REJECT_COMMANDS,
  ...SESSION_COMMANDS,
  ...RECORDING_COMMANDS,

  'settings.get': { at: 'engine', answer: 'json', input: z.strictObject({}), output: workspaceSettingsSchema },
  /** Stores the settings and works out in the background what they change (`workspace.info` tells how far it is). */
  'settings.set': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ settings: workspaceSettingsSchema }),
    output: workspaceSettingsSchema,
  },

  ...IDENTITY_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...SAVED_COMMANDS,
  ...PLAN_COMMANDS,
  ...FLAG_COMMANDS,
  ...LISTENING_COMMANDS,
  ...TESTING_COMMANDS,
  ...DOCTOR_COMMANDS,

  'insight.run': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ spec: insightSpecSchema }),
    output: insightResultSchema,
  },
  'insight.drill': {
    at: 'engine',
    answer: 'json',
    input: drillRefSchema.extend(page),
    output: z.strictObject({
      total: z.number(),
      rows: z.array(personRowSchema),
      /** In the place of persons, where the insight counts groups: by key. */
      groups: z.array(groupRowSchema).optional(),
      nextCursor: z.string().optional(),
    }),
  },

  ...IMPORT_COMMANDS,
  ...EXPORT_COMMANDS,
  ...ARCHIVE_COMMANDS,
  /** Generates the sample product's events and imports them like a file; loading it twice changes nothing. */
  'sample.load': { at: 'engine', answer: 'stream', input: z.strictObject({}), output: importProgressSchema },
} as const satisfies Record<string, CommandRow>;

export type CommandName = keyof typeof COMMANDS;
type NamesOf<Key extends keyof CommandRow, Value> = {
  [Name in CommandName]: (typeof COMMANDS)[Name][Key] extends Value ? Name : never;
}[CommandName];
export type JsonCommand = NamesOf<'answer', 'json'>;
export type ArrowCommand = NamesOf<'answer', 'arrow'>;
export type StreamCommand = NamesOf<'answer', 'stream'>;
export type EngineCommand = NamesOf<'at', 'engine'>;
export type HostCommand = NamesOf<'at', 'host'>;
export type CommandInput<Name extends CommandName> = z.infer<(typeof COMMANDS)[Name]['input']>;
export type CommandOutput<Name extends CommandName> = z.infer<(typeof COMMANDS)[Name]['output']>;

export const isCommandName = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);
