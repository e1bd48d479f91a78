/** An import at work: how far, how fast, how long still; paused, gone on with, given up. */
import { Pause, Play, X } from 'lucide-react';
import { useState } from 'react';
import type { ImportEntry, ImportStep } from '../../../shared/contract/commands';
import { actOnImport } from '../../parts/imports';
import { useImports } from '../../state/imports';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatBytes, formatCompact, formatCount } from '../../ui/number-format';
import { Progress } from '../../ui/progress';
import { formatDuration } from '../../ui/time-format';
import css from './report.module.css';
import tones from './tones.module.css';

const PHASES = { reading: 'Reading rows', storing: 'Storing events', indexing: 'Building sessions and sequences' };

export function ImportRunning({ entry }: { readonly entry: ImportEntry }) {
  const { id, state, step, bytes } = entry;
  const [asking, setAsking] = useState(false);
  return (
    <section className={css['sheet']} aria-live="polite">
      <h2>{titleOf(entry)}</h2>
      <Progress label="Import" value={step?.share} />
      <div className={css['running']}>
        <span className="num">{step === undefined ? ' ' : figuresOf(step, bytes, state)}</span>
        <span className="num">{step === undefined ? '' : restOf(step, state)}</span>
      </div>
      <p className={tones['quiet']}>
        {state === 'paused'
          ? 'It waits until you let it go on, and other imports wait behind it. Questions are answered from what is stored so far.'
          : 'It goes on whatever you look at, and questions are answered from what is stored so far. Should Waymark end meanwhile, the next start offers to go on.'}
      </p>
      <div className={css['row']}>
        {state === 'paused' ? (
          <Button variant="primary" icon={Play} onClick={() => void actOnImport('import.resume', { id })}>
            Go on
          </Button>
        ) : (
          <Button
            icon={Pause}
            disabled={state !== 'running' || step?.phase === 'indexing'}
            onClick={() => void actOnImport('import.pause', { id })}
          >
            Pause
          </Button>
        )}
        <Button icon={X} disabled={state === 'stopping'} onClick={() => setAsking(true)}>
          Cancel
        </Button>
      </div>
      <CancelDialog id={id} open={asking} onOpenChange={setAsking} />
    </section>
  );
}

function titleOf({ state, step }: ImportEntry): string {
  if (state === 'waiting') return 'Waiting for the import before it';
  if (state === 'paused') return 'Paused';
  if (state === 'stopping') return 'Stopping…';
  return step === undefined ? 'Starting…' : PHASES[step.phase];
}

const figuresOf = ({ rows, rowsPerSecond, bytes }: ImportStep, total: number, state: ImportEntry['state']): string =>
  [
    `${formatCount(rows)} rows`,
    ...(rowsPerSecond > 0 && state !== 'paused' ? [`${formatCompact(rowsPerSecond)} per second`] : []),
    ...(bytes === undefined || total === 0 ? [] : [`${formatBytes(bytes)} of ${formatBytes(total)}`]),
  ].join(' · ');

function restOf({ share, secondsLeft }: ImportStep, state: ImportEntry['state']): string {
  const done = `${Math.floor(share * 100)} %`;
  if (secondsLeft === undefined || state !== 'running') return done;
  return `${done} · ${secondsLeft < 1 ? 'a moment' : `about ${formatDuration(Math.ceil(secondsLeft))}`} left`;
}

interface CancelDialogProps {
  readonly id: number;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

function CancelDialog({ id, open, onOpenChange }: CancelDialogProps) {
  const cancel = async (keep: boolean): Promise<void> => {
    onOpenChange(false);
    const answer = await actOnImport('import.cancel', { id, keep });
    // Taken out whole, the files are there for another try.
    if (!answer.ok || keep) return;
    useImports.getState().reopen(id);
    navigate('import');
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Cancel this import?"
      description="What is stored so far can stay: importing the file again later adds the rest and repeats nothing."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Let it go on</Button>
          <Button onClick={() => void cancel(true)}>Keep what is stored</Button>
          <Button variant="danger" onClick={() => void cancel(false)}>
            Take everything back
          </Button>
        </>
      }
    />
  );
}
