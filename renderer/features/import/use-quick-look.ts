/** The quick look at the file on screen: what has come so far, and outlines under a mapping. */
import { useEffect, useMemo, useState } from 'react';
import type { Result } from '../../../shared/base/result';
import type { AppError } from '../../../shared/contract/errors';
import type { FileFormat } from '../../../shared/formats/import-map';
import { useQuery } from '../../data/use-query';
import type { FileToImport } from '../../state/imports';
import { openQuickLook, type QuickLook } from '../../workers/quicklook/client';
import type { ColumnProfile, LookMapping, LookOutline, QuickHead } from '../../workers/quicklook/messages';

export interface QuickLookState {
  /** `none`: the page holds no bytes of this file; only the engine can look at it. */
  readonly status: 'none' | 'reading' | 'profiling' | 'done' | 'failed';
  readonly head?: QuickHead;
  /** By column, undefined until it has come. */
  readonly profiles: readonly (ColumnProfile | undefined)[];
  readonly error?: AppError;
  readonly outline?: (mapping: LookMapping) => Promise<Result<LookOutline, AppError>>;
}

const READING: QuickLookState = { status: 'reading', profiles: [] };

const NONE: QuickLookState = { status: 'none', profiles: [] };

/** `file` must stay the same for as long as the component lives; key it by the file's id. */
export function useQuickLook(file: FileToImport): QuickLookState {
  const [state, setState] = useState<QuickLookState>(file.from.kind === 'page' ? READING : NONE);
  useEffect(() => {
    if (file.from.kind !== 'page') return undefined;
    const look: QuickLook = openQuickLook(file.from.file, file.name, {
      onHead: (head) => {
        setState({ status: 'profiling', head, profiles: [], outline: look.outline });
      },
      onProfile: (index, profile) => {
        setState((before) => ({ ...before, profiles: before.profiles.toSpliced(index, 1, profile) }));
      },
      onProfiled: () => {
        setState((before) => ({ ...before, status: 'done' }));
      },
      onFailed: (error) => {
        setState((before) => ({ ...before, status: 'failed', error }));
      },
    });
    return look.close;
  }, [file]);
  return state;
}

/** Which file of the batch is looked at and, where that is an archive, which of the files in it. */
export interface Looked {
  readonly index: number;
  /** The first that can be read, where it is left out. */
  readonly member?: number;
}

export const FIRST: Looked = { index: 0 };

/**
 * What the page cannot read, or has not at all, the engine looks at, once it has the file. The engine also stands in
 * until the page's own look is whole: loading the page's reader takes seconds on a busy machine.
 */
export function useAnyLook(
  page: QuickLookState,
  token: string | undefined,
  format: FileFormat,
  looked: Looked,
): QuickLookState {
  const isOther = looked.index > 0 || looked.member !== undefined;
  const isWhole = page.status === 'done' || (page.status === 'failed' && page.head !== undefined);
  const needed = isOther || !isWhole;
  const native = useQuery(
    'import.look',
    needed && token !== undefined ? { file: token, format, ...memberOf(looked) } : undefined,
  );
  return useMemo(() => {
    if (!needed) return page;
    const isPageAtWork = !isOther && (page.status === 'reading' || page.status === 'profiling');
    const look = native.value ?? native.previous;
    if (isPageAtWork && look === undefined) return page;
    if (native.status === 'failed') return { status: 'failed', profiles: [], error: native.error };
    if (look === undefined) return READING;
    const { columns, rows, rowCount, broken, hiddenColumns, profiles, isPart } = look;
    // Bytes are not told apart from rows here: all of them, or part.
    const head = { columns, rows, rowCount, broken, hiddenColumns, readBytes: isPart ? 0 : 1, totalBytes: 1 };
    const known = { status: 'done' as const, head, profiles: profiles as readonly ColumnProfile[] };
    return isOther || page.outline === undefined ? known : { ...known, outline: page.outline };
  }, [needed, isOther, page, native.status, native.value, native.previous, native.error]);
}

export const memberOf = ({ member }: Looked): { readonly member?: number } => (member === undefined ? {} : { member });

/** The file as events under the mapping, the last answer kept while the next is worked out. */
export function useOutline(
  look: QuickLookState,
  mapping: LookMapping | undefined,
): Result<LookOutline, AppError> | undefined {
  const [outline, setOutline] = useState<Result<LookOutline, AppError>>();
  const key = mapping === undefined ? undefined : JSON.stringify(mapping);
  const ask = look.outline;
  useEffect(() => {
    if (key === undefined || ask === undefined) return undefined;
    let current = true;
    void ask(JSON.parse(key) as LookMapping).then((answer) => {
      if (current && (answer.ok || answer.error.code !== 'cancelled')) setOutline(answer);
    });
    return () => {
      current = false;
    };
  }, [ask, key]);
  return key === undefined ? undefined : outline;
}
