/** The opened files that wait for the one on screen: which they are, which comes next, which are left out. */
import { ChevronDown, X } from 'lucide-react';
import { useImports, type FileToImport } from '../../state/imports';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { formatBytes, formatPlural } from '../../ui/number-format';
import { Popover } from '../../ui/popover';
import css from './waiting-files.module.css';

export function WaitingFiles({ batch }: { readonly batch: readonly FileToImport[] }) {
  const files = useImports((state) => state.files);
  const bringForward = useImports((state) => state.bringForward);
  const remove = useImports((state) => state.remove);
  const waiting = files.filter((file) => !batch.includes(file));
  if (waiting.length === 0) return null;
  return (
    <Popover
      label="Files that wait"
      width={380}
      flush
      trigger={
        <Button size="s" variant="ghost">
          {formatPlural(waiting.length, 'other file')} after this
          <ChevronDown aria-hidden size={13} />
        </Button>
      }
    >
      <ul className={css['list']}>
        {waiting.map(({ id, name, size }) => (
          <li key={id} className={css['file']}>
            <button
              type="button"
              className={css['choose']}
              title={`Look at ${name} first`}
              onClick={() => bringForward(id)}
            >
              <span className={css['name']}>{name}</span>
              <span className={css['size']}>{formatBytes(size)}</span>
            </button>
            <IconButton icon={X} size="s" label={`Leave ${name} out`} onClick={() => remove([id])} />
          </li>
        ))}
      </ul>
    </Popover>
  );
}
