/** Import: the opened files one batch at a time, the one import that the address names, else the list of all. */
import { useEffect, useState } from 'react';
import { useImportList } from '../../parts/imports';
import { useImports, type FileToImport } from '../../state/imports';
import { useNavigation } from '../../state/navigation';
import { PageHeader } from '../../ui/page-header';
import { ImportList } from './import-list';
import { ImportOutcome } from './import-outcome';
import { ImportSession } from './import-session';
import { sameShape } from './same-shape';

export function ImportView() {
  const files = useImports((state) => state.files);
  const asked = useNavigation((state) => (state.view === 'import' ? state.params['import'] : undefined));
  const entries = useImportList();
  const batch = useBatch(files);
  const entry = entries?.find(({ id }) => String(id) === asked);
  // One that this page began is not in the list until that has been asked for again.
  const awaited = useImports((state) => state.begun.has(Number(asked)));
  if (entry !== undefined) return <ImportOutcome entry={entry} next={files.length} />;
  if (asked !== undefined && (awaited || entries === undefined)) return <PageHeader title="Import" />;
  if (files.length === 0) return <ImportList entries={entries} />;
  if (batch === undefined) return <PageHeader title="Import" />;
  return <ImportSession key={batch[0]?.id} batch={batch} later={files.length - batch.length} />;
}

/** The files that go together with the first, once that is known. */
function useBatch(files: readonly FileToImport[]): readonly FileToImport[] | undefined {
  const [found, setFound] = useState<{
    readonly of: readonly FileToImport[];
    readonly batch: readonly FileToImport[];
  }>();
  useEffect(() => {
    let current = true;
    void sameShape(files).then((batch) => {
      if (current) setFound({ of: files, batch });
    });
    return () => {
      current = false;
    };
  }, [files]);
  // While files that were dropped meanwhile are told apart, what is on screen stays, and what was chosen there.
  return found !== undefined && (found.of === files || found.batch.every((file) => files.includes(file)))
    ? found.batch
    : undefined;
}
