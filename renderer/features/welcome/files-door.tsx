/** Open files: the dialog, and the hint that they can be dropped. */
import { FileInput, FolderOpen } from 'lucide-react';
import { chooseFiles } from '../../parts/choose-files';
import { warmQuickLook } from '../../workers/quicklook/client';
import { Button } from '../../ui/button';
import css from './welcome.module.css';

export function FilesDoor() {
  return (
    <section className={css['door']} aria-labelledby="door-files">
      <h2 id="door-files" className={css['doorTitle']}>
        <FileInput aria-hidden size={17} strokeWidth={1.75} />
        Open files
      </h2>
      <p className={css['doorText']}>
        Exports of PostHog, Mixpanel, Amplitude and others; CSV, JSON or Parquet, packed or not. Drop them anywhere on
        this window: you see what is inside before anything is imported.
      </p>
      <div className={css['doorFoot']}>
        <Button
          icon={FolderOpen}
          onClick={() => {
            warmQuickLook();
            void chooseFiles();
          }}
        >
          Open files
        </Button>
      </div>
    </section>
  );
}
