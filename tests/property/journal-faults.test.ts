/** Disks that fail at random: what was acknowledged is found exactly once and in order, what was refused never. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JournalReader } from '../../electron/journal/reader';
import type { JournalState } from '../../shared/contract/engine';
import { type Fault, faultyDisk } from '../support/faulty-disk';
import { openJournal } from '../support/journal';
import { runs } from '../support/runs';

const fault = (weight: number): fc.Arbitrary<Fault> =>
  fc.oneof(
    { weight, arbitrary: fc.constant<Fault>('none') },
    {
      weight: 1,
      arbitrary: fc.record(
        { code: fc.constantFrom('ENOSPC', 'EIO'), after: fc.nat({ max: 120 }) },
        { requiredKeys: ['code'] },
      ),
    },
  );

const plans = fc.record({
  create: fc.array(fault(4), { maxLength: 10 }),
  write: fc.array(fault(2), { maxLength: 30 }),
  cut: fc.array(fault(1), { maxLength: 20 }),
  /** How many frames come together, and whether their answers are waited for before the next. */
  groups: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()), { minLength: 1, maxLength: 15 }),
  segmentBytes: fc.constantFrom(60, 200, 1e6),
});

test('on a disk that fails at random nothing acknowledged is lost and nothing refused is found', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async ({ create, write, cut, groups, segmentBytes }) => {
      const workspace = mkdtempSync(join(tmpdir(), 'waymark-faults-'));
      try {
        const disk = faultyDisk({
          create: () => create.shift() ?? 'none',
          write: () => write.shift() ?? 'none',
          cut: () => cut.shift() ?? 'none',
        });
        const acknowledged: string[] = [];
        const settled: Promise<unknown>[] = [];
        const { journal, dir } = openJournal(workspace, 0, { segmentBytes, create: disk, pauseMs: 1 });
        const seen: string[] = [];
        const reader = new JournalReader({ dir, after: 0, onDamage: (damage) => expect.fail(JSON.stringify(damage)) });
        const readOn = async (state: JournalState): Promise<void> => {
          for (const frame of await reader.read(state, 1e9)) seen.push(frame.payload.toString());
        };
        let number = 0;
        for (const [count, waits] of groups) {
          for (let i = 0; i < count; i++) {
            const text = `frame ${number++}`;
            const appended = journal.append(Buffer.from(text)).then(
              () => void acknowledged.push(text),
              () => undefined,
            );
            settled.push(appended);
          }
          if (waits) await settled.at(-1);
          // An engine follows all the time.
          await readOn(journal.state);
        }
        await Promise.all(settled);
        await journal.close();
        await readOn(journal.state);
        await reader.close();
        expect(seen).toEqual(acknowledged);
        const restarted = new JournalReader({ dir, after: 0, onDamage: () => expect.fail('damaged') });
        const left = await restarted.read({ sequence: Number.MAX_SAFE_INTEGER, file: 0, bytes: 0 }, 1e9);
        await restarted.close();
        expect(left.map((frame) => frame.payload.toString())).toEqual(acknowledged);
      } finally {
        rmSync(workspace, { recursive: true, force: true });
      }
    }),
    runs(150),
  );
});
