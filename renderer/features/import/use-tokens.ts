/** Hands files to the host and keeps the tokens it gives for them. */
import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/contract/errors';
import { uploadFile } from '../../data/upload';
import type { FileToImport } from '../../state/imports';

export type HandOver =
  | { readonly status: 'sending'; /** 0 to 1. */ readonly share: number }
  | { readonly status: 'ready'; readonly tokens: readonly string[] }
  | { readonly status: 'failed'; readonly error: AppError };

/** Tokens already given, by file id: a file is sent once. */
const known = new Map<number, string>();

export function useTokens(files: readonly FileToImport[]): HandOver {
  const [state, setState] = useState<HandOver>({ status: 'sending', share: 0 });
  useEffect(() => {
    const gone = new AbortController();
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const run = async (): Promise<void> => {
      let sent = 0;
      const tokens: string[] = [];
      for (const file of files) {
        const before = sent;
        const token = await tokenOf(file, gone.signal, (share) => {
          if (!gone.signal.aborted && total > 0) {
            setState({ status: 'sending', share: (before + share * file.size) / total });
          }
        });
        if (gone.signal.aborted) return;
        if (typeof token !== 'string') {
          setState({ status: 'failed', error: token });
          return;
        }
        sent += file.size;
        tokens.push(token);
      }
      setState({ status: 'ready', tokens });
    };
    void run();
    return () => {
      gone.abort();
    };
  }, [files]);
  return state;
}

async function tokenOf(
  { id, from }: FileToImport,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<string | AppError> {
  if (from.kind === 'host') return from.picked.token;
  const given = known.get(id);
  if (given !== undefined) return given;
  const uploaded = await uploadFile(from.file, onProgress, { signal });
  if (!uploaded.ok) return uploaded.error;
  known.set(id, uploaded.value.token);
  return uploaded.value.token;
}
