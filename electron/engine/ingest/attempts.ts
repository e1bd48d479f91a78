/**
 * What the engine is about to store, written down beside the journal, so that frames that kill it are found: after two
 * deaths over some frames they are stored one by one, and one that three engines died of is not tried again. A kill from
 * outside counts as well; three in a row over the one frame are not to be expected.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FILE = 'attempt.json';
const DEATHS_TO_DIVIDE = 2;
const DEATHS_TO_GIVE_UP = 3;

const noteSchema = z.object({
  /** The frames, by their numbers. */
  from: z.number(),
  to: z.number(),
  /** How often an engine ended at them. */
  deaths: z.number(),
  /** Up to here they go one by one. */
  suspects: z.number(),
});
type Note = z.infer<typeof noteSchema>;

export class Attempts {
  private constructor(
    private readonly path: string,
    private note: Note,
  ) {}

  /** `position`: up to where all is stored. */
  static async open(dir: string, position: number): Promise<Attempts> {
    const path = join(dir, FILE);
    const note = await readNote(path);
    // What it was about to store is stored: it died of something else.
    if (note === undefined || note.to <= position) {
      return new Attempts(path, { from: 0, to: 0, deaths: 0, suspects: note?.suspects ?? 0 });
    }
    const deaths = note.deaths + 1;
    return new Attempts(path, {
      ...note,
      deaths,
      suspects: deaths >= DEATHS_TO_DIVIDE ? Math.max(note.to, note.suspects) : note.suspects,
    });
  }

  /** Must be stored by itself. */
  isSuspect(sequence: number): boolean {
    return sequence <= this.note.suspects;
  }

  isDeadly(sequence: number): boolean {
    const { from, to, deaths } = this.note;
    return from === sequence && to === sequence && deaths >= DEATHS_TO_GIVE_UP;
  }

  /** To be said before frames are stored. */
  async begin(from: number, to: number): Promise<void> {
    const isAgain = from === this.note.from && (to === this.note.to || !this.isSuspect(from));
    this.note = { from, to, deaths: isAgain ? this.note.deaths : 0, suspects: this.note.suspects };
    // Not forced to disk: it is there for the next process, not after a loss of power.
    await writeFile(this.path, JSON.stringify(this.note), { mode: 0o600 });
  }

  /** Everything is stored. */
  async over(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

async function readNote(path: string): Promise<Note | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const parsed = noteSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Cut off by what ended the process: as if it had not been written.
    return undefined;
  }
}
