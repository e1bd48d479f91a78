/**
 * Stores what the journal holds, in its order, many frames in one transaction, and with them the number of the last: each
 * frame is stored once, whatever is killed when. A frame that cannot be stored becomes a reject and holds up no other;
 * where nothing can be stored (the disk is full) it waits and tries again.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestAnswer, IngestBatch, JournalState } from '../../../shared/contract/engine';
import { type ReadEntry, readEntry } from '../../journal/entry';
import type { Frame } from '../../journal/frame';
import { JournalReader } from '../../journal/reader';
import { highestSequence, JOURNAL } from '../../journal/segments';
import { Attempts } from './attempts';
import { EventTable } from '../../journal/event-table';
import type { Writer } from './writer';

/** What became of a frame that somebody waits for. */
export interface Told {
  readonly sequence: number;
  readonly answer: IngestAnswer;
}

export interface ApplierParts {
  readonly workspaceDir: string;
  readonly writer: Writer;
  /** How far the host's journal is; absent where it has begun none. */
  readonly state: JournalState | undefined;
  readonly onApplied: (sequence: number, answers: readonly Told[]) => void;
  /** Somebody is shown events as they are stored. */
  readonly isWatched?: () => boolean;
  readonly onProblem: (what: string, error: unknown) => void;
}

interface Entry {
  readonly frame: Frame;
  readonly entry: ReadEntry;
}

/** Read at once, at most. */
const READ_BYTES = 12 * 2 ** 20;
const EVENTS_PER_COMMIT = 20_000;
/** After a commit of few events so long is gathered for the next: a commit costs milliseconds, an event microseconds. */
const GATHER_MS = 50;
const FEW_EVENTS = 10_000;
/** Where these many came meanwhile nobody follows each: more is gathered, unless somebody watches. */
const MANY_EVENTS = 50;
const GATHER_MANY_MS = 250;
/** A question waits for what was acknowledged before it where that is not older than this … */
const NEAR_MS = 2_000;
/** … and no longer than this. */
const PATIENCE_MS = 5_000;
/** Tries of one frame that the database refuses. */
const TRIES = 3;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
const MAX_RAW = 65_536;

/** The frame is not to blame. */
const SURROUNDINGS =
  /IO Error|Out of Memory|No space left|File too large|could not write|Could not write|has been invalidated|interrupt/i;

export class JournalApplier {
  private reader: JournalReader;
  private readonly dir: string;
  private work: Promise<void> | undefined;
  private isClosing = false;
  private isLeaving = false;
  /** When frames were heard of that are not stored yet, oldest first. */
  private heard: { readonly sequence: number; readonly at: number }[] = [];
  private readonly waiting = new Set<() => void>();
  /** Ends the gathering: somebody waits. */
  private hurry: (() => void) | undefined;

  private constructor(
    private readonly parts: ApplierParts,
    private readonly attempts: Attempts,
    private position: number,
    private state: JournalState,
  ) {
    this.dir = join(parts.workspaceDir, JOURNAL);
    this.reader = this.readFrom(position);
  }

  /** Begins with what a run before this one left behind. */
  static async open(parts: ApplierParts): Promise<JournalApplier> {
    const dir = join(parts.workspaceDir, JOURNAL);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const position = await parts.writer.position();
    const state = parts.state ?? { sequence: Math.max(position, await highestSequence(dir)), file: 0, bytes: 0 };
    const applier = new JournalApplier(parts, await Attempts.open(dir, position), position, state);
    applier.announce(state);
    return applier;
  }

  /** The highest number that a frame has. */
  get highest(): number {
    return this.state.sequence;
  }

  /** The host's journal has grown. */
  announce(state: JournalState): void {
    this.state = state;
    if (state.sequence > (this.heard.at(-1)?.sequence ?? this.position)) {
      this.heard.push({ sequence: state.sequence, at: performance.now() });
    }
    this.wake();
  }

  /**
   * Resolves once all frames up to `sequence` are stored; sooner where that takes long, unless it `must` be. Never rejects.
   */
  async caughtUp(sequence: number, signal: AbortSignal, must = false): Promise<void> {
    const isNear = (): boolean => performance.now() - (this.heard[0]?.at ?? 0) < NEAR_MS;
    if (sequence <= this.position || (!must && !isNear())) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        if (timer !== undefined) clearTimeout(timer);
        this.waiting.delete(look);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = must ? undefined : setTimeout(done, PATIENCE_MS);
      const look = (): void => {
        if (sequence <= this.position || this.isClosing) done();
      };
      this.waiting.add(look);
      this.hurry?.();
      signal.addEventListener('abort', done);
    });
  }

  /** Leaves what is not stored to the next start: whoever waits for the database has it sooner. */
  leave(): void {
    this.isLeaving = true;
  }

  /** Stores what is acknowledged, as far as it can be stored and is not to be left, and is done with the connection. */
  async close(): Promise<void> {
    this.isClosing = true;
    this.hurry?.();
    this.wake();
    while (this.work !== undefined) await this.work;
    for (const look of this.waiting) look();
    await this.reader.close();
    if (this.position >= this.state.sequence) await this.attempts.over();
  }

  private readFrom(position: number): JournalReader {
    return new JournalReader({
      dir: this.dir,
      after: position,
      onDamage: (damage) => this.parts.onProblem('bytes in the journal are no events', damage),
    });
  }

  private wake(): void {
    this.work ??= this.run().finally(() => {
      this.work = undefined;
    });
  }

  private async run(): Promise<void> {
    for (;;) {
      const { state } = this;
      if (this.isLeaving) return;
      try {
        if (await this.storeNext(state)) continue;
        if (state === this.state) return;
      } catch (error) {
        this.parts.onProblem(
          this.isClosing ? 'what the journal holds is left for the next start' : 'the journal cannot be stored',
          error,
        );
        // What it has given and is not stored must be given again.
        await this.reader.close();
        this.reader = this.readFrom(this.position);
        if (this.isClosing) return;
        await sleep(LONGEST_PAUSE_MS);
      }
    }
  }

  /** False where there was nothing more to store. */
  private async storeNext(state: JournalState): Promise<boolean> {
    const frames = await this.reader.read(state, READ_BYTES);
    if (frames.length > 0) {
      const events = await this.storeAll(frames);
      await this.reader.forget(this.position);
      const isFlood = events >= MANY_EVENTS && this.parts.isWatched?.() !== true;
      if (events < FEW_EVENTS) await this.gather(isFlood ? GATHER_MANY_MS : GATHER_MS);
      return true;
    }
    // All that can be read is stored; what was refused or is damaged will not come.
    if (this.position < state.sequence) this.advance(state.sequence, []);
    await this.reader.forget(this.position);
    return false;
  }

  /** Lets more come, unless somebody waits for what there is. */
  private async gather(milliseconds: number): Promise<void> {
    if (this.isClosing || this.waiting.size > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.hurry = undefined;
  }

  /** Gives how many events it was. */
  private async storeAll(frames: readonly Frame[]): Promise<number> {
    let all = 0;
    let group: Entry[] = [];
    let events = 0;
    const flush = async (): Promise<void> => {
      const parts = group;
      group = [];
      events = 0;
      if (parts.length > 0) await this.store(parts);
    };
    for (const frame of frames) {
      if (this.isLeaving) return all;
      const entry = readEntry(frame.payload);
      const isAlone = this.attempts.isSuspect(frame.sequence);
      if (isAlone) await flush();
      group.push({ frame, entry });
      events += entry.events.length;
      all += entry.events.length;
      if (isAlone || events >= EVENTS_PER_COMMIT) await flush();
    }
    await flush();
    return all;
  }

  private async store(parts: readonly Entry[]): Promise<void> {
    const [first] = parts;
    const last = parts.at(-1);
    if (first === undefined || last === undefined) return;
    const { sequence } = last.frame;
    if (first === last && this.attempts.isDeadly(sequence)) {
      await this.storeAsReject(first, new Error('The engine ended several times while storing it.'));
      return;
    }
    let pause = FIRST_PAUSE_MS;
    for (let tries = 1; ; tries++) {
      try {
        await this.storeOnce(parts, first.frame.sequence, sequence);
        return;
      } catch (error) {
        // It may have failed when all was stored already; twice would be worse.
        if ((await this.parts.writer.position()) >= sequence) {
          this.parts.onProblem('a commit failed after it was made', error);
          this.advance(sequence, []);
          return;
        }
        if (isOfSurroundings(error)) {
          if (this.isClosing) throw error;
          if (tries === 1) this.parts.onProblem('events cannot be stored; they wait in the journal', error);
        } else if (parts.length > 1) {
          const middle = parts.length >> 1;
          await this.store(parts.slice(0, middle));
          await this.store(parts.slice(middle));
          return;
        } else if (tries >= TRIES) {
          await this.storeAsReject(first, error);
          return;
        }
        await sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  private async storeOnce(parts: readonly Entry[], from: number, to: number): Promise<void> {
    await this.attempts.begin(from, to);
    const answers = await this.parts.writer.store(
      parts.map(({ entry }) => entry),
      { position: to },
    );
    const told = parts.flatMap(({ frame, entry }, i) => {
      const answer = answers[i];
      return entry.tells === true && answer !== undefined ? [{ sequence: frame.sequence, answer }] : [];
    });
    this.advance(to, told);
  }

  /** The frame is kept as a file too: it may be more than a reject shows. */
  private async storeAsReject({ frame, entry }: Entry, why: unknown): Promise<void> {
    const name = `not-stored-${frame.sequence}.json`;
    const events = entry.events instanceof EventTable ? entry.events.events() : entry.events;
    const text = JSON.stringify({ ...entry, events });
    await writeFile(join(this.dir, name), text, { mode: 0o600 });
    const [event] = events;
    const reject: IngestBatch['rejects'][number] = {
      code: 'malformed_event',
      message: `The database would not store this request: ${why instanceof Error ? why.message : String(why)} All of it is in ${JOURNAL}/${name} of the workspace.`,
      place: '',
      raw: text.slice(0, MAX_RAW),
      source: event?.source ?? entry.rejects[0]?.source ?? 'waymark',
      receivedAt: event?.received_at ?? entry.rejects[0]?.receivedAt ?? Date.now(),
    };
    this.parts.onProblem(`a request cannot be stored; it is kept as ${name} and as a reject`, why);
    await this.parts.writer.store([{ events: [], rejects: [reject] }], { position: frame.sequence });
    this.advance(frame.sequence, entry.tells === true ? [{ sequence: frame.sequence, answer: NOTHING }] : []);
  }

  private advance(sequence: number, told: readonly Told[]): void {
    this.position = Math.max(this.position, sequence);
    while (this.heard[0] !== undefined && this.heard[0].sequence <= this.position) this.heard.shift();
    this.parts.onApplied(this.position, told);
    for (const look of this.waiting) look();
  }
}

const NOTHING: IngestAnswer = { stored: 0, duplicates: 0 };

const isOfSurroundings = (error: unknown): boolean =>
  SURROUNDINGS.test(String(error)) || (error instanceof Error && 'code' in error);
