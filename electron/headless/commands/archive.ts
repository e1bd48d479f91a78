/** `waymark archive` and `waymark restore`: a whole workspace as one file, and back into a folder of its own. */
import { resolve } from 'node:path';
import { connect, type WorkspaceClient } from '../client';
import { passingWorkspace } from '../passing-workspace';
import { EXIT, printJson, say } from '../terminal';

/** Of the workspace as it is when the command begins; it may be open in a running Waymark. */
export async function archiveTo(out: string, open: () => Promise<WorkspaceClient>): Promise<number> {
  const client = await open();
  try {
    return await interruptible('Cancelled. Nothing was written.', async (signal) => {
      const file = await client.grant(resolve(out), 'write');
      for await (const step of client.stream('archive.run', { file }, signal)) {
        if (step.type === 'writing') {
          progress(`${percent(step.share)}${(step.bytes / 1e6).toFixed(1)} MB written`);
          continue;
        }
        progress('');
        printJson({ out, rows: step.rows, bytes: step.bytes });
        return 0;
      }
      say('The archive broke off; nothing was written.');
      return EXIT.failed;
    });
  } finally {
    await client.close();
  }
}

/** The engine that restores runs on a workspace that goes away again: the one to be made is nobody's yet. */
export async function restoreFrom(path: string, workspaceDir: string): Promise<number> {
  const passing = passingWorkspace();
  try {
    const client = await connect(passing.dir, 'warn');
    try {
      return await interruptible('Cancelled. Nothing was restored.', async (signal) => {
        const file = await client.grant(resolve(path));
        const folder = await client.grant(workspaceDir, 'folder');
        for await (const step of client.stream('archive.restore', { file, folder }, signal)) {
          if (step.type !== 'done') {
            progress(`${percent(step.share)}${step.type}`);
            continue;
          }
          progress('');
          const { events, rows, documents, createdAt } = step;
          printJson({ workspace: workspaceDir, events, rows, documents, createdAt });
          return 0;
        }
        say('The restore broke off; nothing was made.');
        return EXIT.failed;
      });
    } finally {
      await client.close();
    }
  } finally {
    passing.remove();
  }
}

const percent = (share: number | undefined): string => (share === undefined ? '' : `${Math.floor(share * 100)} %, `);

/** One line of a terminal, written over; empty takes it away. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** Ctrl+C gives the work up; `cancelled` says what became of it. */
async function interruptible(cancelled: string, work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const cancel = new AbortController();
  const abort = (): void => cancel.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  try {
    return await work(cancel.signal);
  } catch (error) {
    if (!cancel.signal.aborted) throw error;
    say(cancelled);
    return EXIT.failed;
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}
