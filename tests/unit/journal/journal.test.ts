/** The writing side of the journal and its reader, on a real disk. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JournalRefusal } from '../../../electron/journal/journal';
import { JournalReader } from '../../../electron/journal/reader';
import { highestSequence, listSegments, segmentPath } from '../../../electron/journal/segments';
import { type Fault, faultyDisk } from '../../support/faulty-disk';
import { closeJournals, openJournal } from '../../support/journal';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'waymark-journal-'));
});
const readers: JournalReader[] = [];
afterEach(async () => {
  await closeJournals();
  await Promise.all(readers.splice(0).map((each) => each.close()));
  rmSync(workspace, { recursive: true, force: true });
});

function reader(dir: string, after = 0): JournalReader {
  const made = new JournalReader({
    dir,
    after,
    onDamage: (damage) => {
      throw new Error(`damaged: ${JSON.stringify(damage)}`);
    },
  });
  readers.push(made);
  return made;
}
const payload = (text: string): Buffer => Buffer.from(text);

describe('the journal', () => {
  test('acknowledges in order what can then be read, in few writes', async () => {
    const { journal, states, dir } = openJournal(workspace, 41);
    const texts = Array.from({ length: 700 }, (_, i) => `frame ${i}`);
    const numbers = await Promise.all(texts.map((text) => journal.append(payload(text))));
    expect(numbers).toEqual(texts.map((_, i) => 42 + i));
    expect(states).toHaveLength(1);
    const frames = await reader(dir).read(journal.state, 1e9);
    expect(frames.map((frame) => frame.payload.toString())).toEqual(texts);
    expect(await highestSequence(dir)).toBe(741);
    await journal.close();
    await expect(journal.append(payload('late'))).rejects.toThrow('closed');
  });

  test('is read as it grows, never beyond what is acknowledged, and from the middle', async () => {
    const { journal, dir } = openJournal(workspace);
    const read = reader(dir);
    await journal.append(payload('one'));
    const before = journal.state;
    await journal.append(payload('two'));
    expect((await read.read(before, 1e9)).map(({ sequence }) => sequence)).toEqual([1]);
    expect(await read.read(before, 1e9)).toEqual([]);
    expect((await read.read(journal.state, 1e9)).map(({ sequence }) => sequence)).toEqual([2]);
    expect((await reader(dir, 1).read(journal.state, 1e9)).map(({ sequence }) => sequence)).toEqual([2]);
    await journal.close();
  });

  test('lets the first of many wait for the others, and a single one not for long', async () => {
    let writes = 0;
    const write = (): Fault => {
      writes += 1;
      return 'none';
    };
    const { journal } = openJournal(workspace, 0, { create: faultyDisk({ write }) });
    const many = (count: number): Promise<number>[] =>
      Array.from({ length: count }, () => journal.append(payload('x')));
    await Promise.all(many(10));
    expect(writes).toBe(1);
    const first = many(1);
    // By now the journal has looked at what came in the first turn.
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([...first, ...many(9)]);
    expect(writes).toBe(2);
    await journal.append(payload('alone'));
    expect(writes).toBe(3);
    await journal.close();
  });

  test('begins a new file where one is full, and files whose frames are stored can go', async () => {
    const { journal, dir } = openJournal(workspace, 0, { segmentBytes: 100 });
    for (let n = 1; n <= 9; n++) await journal.append(payload('x'.repeat(30)));
    expect(await listSegments(dir)).toEqual([1, 3, 5, 7, 9]);
    const read = reader(dir);
    expect(await read.read(journal.state, 1e9)).toHaveLength(9);
    await read.forget(5);
    expect(await listSegments(dir)).toEqual([5, 7, 9]);
    await journal.close();
    expect(await read.read(journal.state, 1e9)).toEqual([]);
    await read.forget(9);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('holds so much that is not stored, and no more', async () => {
    const { journal } = openJournal(workspace, 0, { backlogBytes: 1_000 });
    const fill = async (): Promise<number> => {
      for (let count = 0; ; count++) {
        try {
          await journal.append(payload('x'.repeat(80)));
        } catch (error) {
          expect(error).toBeInstanceOf(JournalRefusal);
          return count;
        }
      }
    };
    expect(await fill()).toBe(10);
    journal.applied(4);
    expect(await fill()).toBe(4);
    journal.applied(14);
    expect(journal.backlogBytes).toBe(0);
    // One is always taken, however large it is.
    await journal.append(payload('x'.repeat(5_000)));
    await journal.close();
  });

  test('takes back what it could not write, and goes on in another file', async () => {
    const { journal, dir } = openJournal(workspace, 0, { segmentBytes: 50 });
    await journal.append(payload('x'.repeat(60)));
    // The next file cannot be made: its name is taken.
    writeFileSync(segmentPath(dir, 2), '');
    await expect(journal.append(payload('refused'))).rejects.toThrow('EEXIST');
    expect(await journal.append(payload('taken'))).toBe(3);
    expect(journal.backlogBytes).toBe(20 + 60 + 20 + 5);
    const frames = await reader(dir).read(journal.state, 1e9);
    expect(frames.map(({ sequence }) => sequence)).toEqual([1, 3]);
    await journal.close();
  });

  test('lets its file go once all of it is stored and nothing comes', async () => {
    const { journal, states, dir } = openJournal(workspace);
    journal.applied(await journal.append(payload('x')));
    expect(journal.state.file).toBe(1);
    await expect.poll(() => states.at(-1)?.file, { timeout: 5_000 }).toBe(0);
    expect(await journal.append(payload('y'))).toBe(2);
    expect(await listSegments(dir)).toEqual([1, 2]);
    await journal.close();
  });

  test('closes only once what came while its file was put away is on disk', async () => {
    let putAway = (): void => undefined;
    const { journal, dir } = openJournal(workspace, 0, { onState: ({ file }) => file === 0 && putAway() });
    journal.applied(await journal.append(payload('x')));
    const late = await new Promise<number>((resolve) => {
      putAway = () => {
        putAway = () => undefined;
        const appended = journal.append(payload('y'));
        resolve(journal.close().then(() => highestSequence(dir)));
        appended.catch(() => undefined);
      };
    });
    expect(late).toBe(2);
  });

  test.skipIf(process.platform === 'win32')('is nobody else’s to read', async () => {
    const { journal, dir } = openJournal(workspace);
    await journal.append(payload('x'));
    expect(statSync(segmentPath(dir, 1)).mode & 0o777).toBe(0o600);
    await journal.close();
  });
});
