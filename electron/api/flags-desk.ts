/**
 * The workspace's feature flags between those who ask: SDKs, which are answered with the file and with what is stored of
 * whom they ask about; and the window, which edits the file and sees whom was asked about. The store is given a moment,
 * not more: a page must not wait for its flags, so what comes late counts from the next request on.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlagsAsked, FlagsState } from '../../shared/contract/flags';
import { AppFailure, fail, invalidRequest } from '../../shared/contract/errors';
import { evaluateFlag, type FlagPerson, withStored } from '../../shared/flags/evaluate';
import { flagsDocumentSchema } from '../../shared/flags/document';
import {
  FLAGS_FILE,
  type CohortRule,
  hasFlag,
  isInCohort,
  isInSegment,
  type Flag,
  type FlagCohort,
  type FlagProperty,
  type LocalFlags,
  looksAtContinuity,
  looksAtTraits,
  segmentsIn,
  type StoredTraits,
} from '../../shared/flags/flag';
import { replaceFile } from '../disk/replace-file';
import type { Logger } from '../log/logger';
import { flagsFile } from './flags-file';

/** What is asked of the store beside properties. */
export interface TraitsAsked {
  /** Ids of saved segments. */
  readonly segments: string[];
  /** Who the person was before they were first identified. */
  readonly continuity: boolean;
}

export interface FlagsDeskOptions {
  readonly workspaceDir: string;
  readonly log: Logger;
  /** Asks the store; undefined where it knows nobody of this id and none of the groups. */
  readonly known: (person: FlagPerson, asked: TraitsAsked) => Promise<StoredTraits | undefined>;
  /** How long an answer to an SDK waits for the store (ms). */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 150;
/** Questions to the store at a time: a flood of pages must not keep it from storing. */
const MOST_LOOKUPS = 8;
/** Requests that are remembered. */
const MOST_ASKED = 200;
/** Of one of them, as JSON: nobody reads more, and all of them are kept in memory. */
const MOST_REMEMBERED = 20_000;
const MOST_OF_AN_ID = 400;
/** People whose first ids are remembered. */
const MOST_FIRST_IDS = 10_000;

type Looked = { readonly use: FlagsAsked['stored']; readonly stored?: StoredTraits };

export class FlagsDesk {
  readonly #options: FlagsDeskOptions;
  readonly #read: () => Promise<LocalFlags>;
  readonly #path: string;
  readonly #asked: FlagsAsked[] = [];
  /** By distinct id. */
  readonly #firstIds = new Map<string, string>();
  #count = 0;
  #lookups = 0;

  constructor(options: FlagsDeskOptions) {
    this.#options = options;
    this.#read = flagsFile(options.workspaceDir, options.log);
    this.#path = join(options.workspaceDir, FLAGS_FILE);
  }

  /** The flags for an answer to an SDK; about `person` where it asks about somebody. Never rejects. */
  readonly forSdk = async (source: string, person?: FlagPerson): Promise<LocalFlags> => {
    const local = await this.#read();
    if (person === undefined) return local;
    const { use, stored: found } = await this.#look(local.flags, person);
    const stored = looksAtContinuity(local.flags) ? this.#withFirstId(person, found) : found;
    if (local.problem === undefined) this.#note(source, person, use, local, stored);
    return stored === undefined ? local : { ...local, stored };
  };

  async get(): Promise<FlagsState> {
    // The stamp first: what is written between the two is then refused to be overwritten, not lost.
    const stamp = await this.#stamp();
    const { flags, cohorts, problem } = await this.#read();
    return { stamp, flags: [...flags], cohorts: [...cohorts], ...(problem === undefined ? {} : { problem }) };
  }

  /** Rejects with an `AppFailure` where the file was changed since, or the flags do not fit together. */
  async put({ flags, cohorts, stamp }: Omit<FlagsState, 'problem'>): Promise<FlagsState> {
    const parsed = flagsDocumentSchema.safeParse({ version: 1, flags, cohorts });
    if (!parsed.success) throw new AppFailure(invalidRequest(parsed.error));
    if ((await this.#stamp()) !== stamp) {
      return fail(
        'invalid_request',
        `${FLAGS_FILE} was changed by somebody else meanwhile. Look at it as it is now, then make the change again.`,
      );
    }
    const document = {
      version: 1,
      flags: flags.map(tidy),
      ...(cohorts.length === 0 ? {} : { cohorts: cohorts.map(tidyCohort) }),
    };
    await replaceFile(this.#path, `${JSON.stringify(document, null, 2)}\n`);
    return this.get();
  }

  /** Newest first. */
  asked(): FlagsAsked[] {
    return this.#asked.toReversed();
  }

  async #look(flags: readonly Flag[], person: FlagPerson): Promise<Looked> {
    if (!looksAtTraits(flags)) return { use: 'not-needed' };
    if (this.#lookups >= MOST_LOOKUPS) return { use: 'late' };
    this.#lookups += 1;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Looked>((resolve) => {
      timer = setTimeout(() => resolve({ use: 'late' }), this.#options.patienceMs ?? PATIENCE_MS);
    });
    const looked = this.#options
      .known(person, { segments: segmentsIn(flags), continuity: looksAtContinuity(flags) })
      .then(
        (stored): Looked => (stored === undefined ? { use: 'unknown' } : { use: 'used', stored }),
        (error: unknown): Looked => {
          this.#options.log.warn('what is stored of a person could not be asked for its flags', { err: error });
          return { use: 'late' };
        },
      )
      .finally(() => (this.#lookups -= 1));
    try {
      return await Promise.race([looked, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Who somebody was first does not change: where the store is late, or has not read the identification yet, what was
   * known before, and what the SDK says just now, must do, or they would change sides for one request.
   */
  #withFirstId({ distinctId, anonymousId }: FlagPerson, stored: StoredTraits | undefined): StoredTraits | undefined {
    const firstAnonymousId = stored?.firstAnonymousId ?? this.#firstIds.get(distinctId) ?? anonymousId;
    if (firstAnonymousId === undefined || Math.max(distinctId.length, firstAnonymousId.length) > MOST_OF_AN_ID)
      return stored;
    if (this.#firstIds.size >= MOST_FIRST_IDS) this.#firstIds.clear();
    this.#firstIds.set(distinctId, firstAnonymousId);
    return { properties: {}, groups: {}, ...stored, firstAnonymousId };
  }

  #note(
    source: string,
    person: FlagPerson,
    use: FlagsAsked['stored'],
    { flags, cohorts }: LocalFlags,
    stored?: StoredTraits,
  ): void {
    const known = withStored(person, stored);
    const now = Date.now();
    this.#asked.push({
      id: this.#count++,
      at: now,
      source,
      distinctId: person.distinctId.slice(0, MOST_OF_AN_ID),
      properties: JSON.stringify(person.properties).length > MOST_REMEMBERED ? {} : person.properties,
      stored: use,
      values: flags.map((flag) => {
        const { enabled, variant } = evaluateFlag(flag, known, { flags, cohorts, now });
        return { key: flag.key, value: enabled ? (variant ?? true) : false };
      }),
    });
    if (this.#asked.length > MOST_ASKED) this.#asked.shift();
  }

  /** By content: a file that git puts back as it was is the same file. */
  async #stamp(): Promise<string> {
    try {
      return createHash('sha256')
        .update(await readFile(this.#path))
        .digest('hex');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      return 'unreadable';
    }
  }
}

/** Without what says only what is understood, for people who read the file. */
function tidy({ enabled, conditions, ...flag }: Flag): unknown {
  return {
    ...flag,
    ...(enabled ? {} : { enabled }),
    ...(conditions === undefined
      ? {}
      : {
          conditions: conditions.map(({ properties, rollout, ...condition }) => ({
            ...condition,
            ...(properties.length === 0
              ? {}
              : {
                  properties: properties.map(tidyProperty),
                }),
            ...(rollout === 100 ? {} : { rollout }),
          })),
        }),
  };
}

function tidyProperty(property: FlagProperty): unknown {
  if (hasFlag(property)) return property.value === true ? { flag: property.flag } : property;
  const { operator, ...rest } = property;
  const usual = isInCohort(property) || isInSegment(property) ? 'in' : 'exact';
  return operator === usual ? rest : { ...rest, operator };
}

const tidyCohort = (cohort: FlagCohort): unknown =>
  'rule' in cohort ? { ...cohort, rule: tidyRule(cohort.rule) } : cohort;

function tidyRule(rule: CohortRule): unknown {
  if ('all' in rule) return { all: rule.all.map(tidyRule) };
  if ('any' in rule) return { any: rule.any.map(tidyRule) };
  return tidyProperty(rule);
}
