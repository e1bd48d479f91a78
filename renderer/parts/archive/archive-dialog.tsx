/** A workspace's archive that was dropped or opened like a file of events: it becomes a workspace of its own, not events here. */
import { ArchiveRestore } from 'lucide-react';
import { desktopBridge } from '../../data/upload';
import { useImports } from '../../state/imports';
import { Button } from '../../ui/button';
import { CodeBlock } from '../../ui/code-block';
import { Dialog } from '../../ui/dialog';
import { restoreArchive } from './restore-job';

/** For a shell, however the file is called. */
const quoted = (text: string): string =>
  /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

export function ArchiveDialog() {
  const name = useImports(({ archive }) => archive);
  const close = useImports(({ closeArchive }) => closeArchive);
  if (name === undefined) return null;
  const isDesktop = desktopBridge() !== undefined;
  const folder = quoted(name.replace(/\.waymark$/i, ''));
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={`«${name}» is a whole workspace`}
      description={
        isDesktop
          ? 'With its events, recordings, settings and all that was kept. It becomes a workspace of its own, in a folder that you choose; the one that is open stays as it is.'
          : 'With its events, recordings, settings and all that was kept. It becomes a workspace of its own, in a new folder; the one that is open stays as it is. In a terminal:'
      }
      footer={
        <>
          <Button {...(isDesktop ? {} : { variant: 'primary' as const })} onClick={close}>
            {isDesktop ? 'Cancel' : 'Close'}
          </Button>
          {isDesktop && (
            <Button
              variant="primary"
              icon={ArchiveRestore}
              onClick={() => {
                close();
                void restoreArchive();
              }}
            >
              Open archive…
            </Button>
          )}
        </>
      }
    >
      {!isDesktop && (
        // Not the button within: its tooltip would take the first Escape.
        <div data-dialog-focus tabIndex={-1}>
          <CodeBlock
            label="Restore the archive"
            code={`waymark restore ${quoted(name)} --workspace ${folder}\nwaymark serve --workspace ${folder}`}
            wrap
          />
        </div>
      )}
    </Dialog>
  );
}
