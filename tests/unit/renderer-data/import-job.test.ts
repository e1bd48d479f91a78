import { expect, test } from 'vitest';
import { ImportJob } from '../../../renderer/data/import-job';
import { err, ok, type Result } from '../../../shared/base/result';
import type { ImportProgress, ImportReport } from '../../../shared/contract/commands';
import type { AppError } from '../../../shared/contract/errors';

const REPORT: ImportReport = {
  files: 1,
  rows: 2,
  imported: 2,
  duplicates: 0,
  skipped: 0,
  rejected: 0,
  rejects: [],
  events: 2,
  persons: 1,
  elapsedMs: 5,
};
const HALF: ImportProgress = { type: 'progress', phase: 'reading', share: 0.5, rows: 1, rowsPerSecond: 10 };

function setup() {
  const job = new ImportJob();
  const seen: string[] = [];
  job.subscribe(() => seen.push(job.state().status));
  let say: (step: ImportProgress) => void = () => undefined;
  let end: (result: Result<void, AppError>) => void = () => undefined;
  let signal: AbortSignal | undefined;
  const ended = job.start('a.csv', (onProgress, given) => {
    say = onProgress;
    signal = given;
    return new Promise((resolve) => {
      end = resolve;
    });
  });
  return {
    job,
    seen,
    ended,
    say: (step: ImportProgress) => say(step),
    end: (result: Result<void, AppError>) => end(result),
    aborted: () => signal?.aborted,
  };
}

test('progress, then the report', async () => {
  const { job, seen, ended, say, end } = setup();
  say(HALF);
  expect(job.state()).toMatchObject({ status: 'running', progress: { share: 0.5 } });
  say({ type: 'done', report: REPORT });
  end(ok(undefined));
  await ended;
  expect(job.state()).toEqual({ status: 'done', what: 'a.csv', report: REPORT });
  job.clear();
  expect(seen).toEqual(['running', 'running', 'done', 'idle']);
});

test('cancelled, it is idle at once and late words change nothing', async () => {
  const { job, ended, say, end, aborted } = setup();
  job.cancel();
  expect(aborted()).toBe(true);
  say(HALF);
  end(err({ code: 'cancelled', message: 'gone' }));
  await ended;
  expect(job.state()).toEqual({ status: 'idle' });
});

test('an end without a report is a failure', async () => {
  const { job, ended, end } = setup();
  end(ok(undefined));
  await ended;
  expect(job.state()).toMatchObject({ status: 'failed', error: { code: 'internal' } });
});

test('one import at a time', async () => {
  const { job, ended, end } = setup();
  await job.start('b.csv', () => Promise.reject(new Error('must not run')));
  expect(job.state()).toMatchObject({ what: 'a.csv' });
  end(err({ code: 'file_unreadable', message: 'no' }));
  await ended;
  expect(job.state()).toMatchObject({ status: 'failed', error: { code: 'file_unreadable' } });
});
