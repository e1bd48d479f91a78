/** Import: the opened files one batch at a time, each from the first look to the report. */
import { FileInput, FolderOpen } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { fileImport } from '../../data/import-job';
import { useImports, type FileToImport } from '../../state/imports';
import { warmQuickLook } from '../../workers/quicklook/client';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { PageHeader } from '../../ui/page-header';
import { chooseFiles } from '../../parts/choose-files';
import css from './import.module.css';
import { ImportOutcome } from './import-outcome';
import { ImportSession } from './import-session';
import { sameShape } from './same-shape';

export function ImportView() {
  const files = useImports((state) => state.files);
  const job = useSyncExternalStore(fileImport.subscribe, fileImport.state);
  const batch = useBatch(files);
  if (job.status !== 'idle') return <ImportOutcome job={job} next={files.length} />;
  if (files.length === 0) return <NothingOpen />;
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
  return found?.of === files ? found.batch : undefined;
}

function NothingOpen() {
  return (
    <>
      <PageHeader title="Import" />
      <div className={css['nothing']}>
        <EmptyState
          icon={FileInput}
          title="No file is open"
          text="Drop CSV, TSV or JSON lines anywhere on the window, plain or gzip. You see what is inside before anything is imported."
          actions={
            <Button
              variant="primary"
              icon={FolderOpen}
              onClick={() => {
                warmQuickLook();
                void chooseFiles();
              }}
            >
              Open files
            </Button>
          }
        />
      </div>
    </>
  );
}
