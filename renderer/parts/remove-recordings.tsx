/** Asks once more, then takes recordings out for good. Their events stay. */
import type { CommandInput } from '../../shared/contract/commands';
import { call } from '../data/client';
import { coordinator } from '../data/runtime';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { formatBytes, formatPlural } from '../ui/number-format';
import { toast } from '../ui/toast-store';

export interface RecordingsToRemove {
  readonly which: CommandInput<'recordings.remove'>;
  /** To be put after «Delete», such as `all recordings`. */
  readonly words: string;
}

export interface RemoveRecordingsProps {
  /** Undefined: nothing is asked. */
  readonly asked: RecordingsToRemove | undefined;
  readonly onDone: () => void;
}

export function RemoveRecordings({ asked, onDone }: RemoveRecordingsProps) {
  if (asked === undefined) return null;
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={`Delete ${asked.words}?`}
      description="What was recorded of the screen is gone for good; the events stay. It cannot be taken back."
      footer={
        <>
          <Button onClick={onDone}>Not now</Button>
          <Button
            variant="danger"
            onClick={() => {
              onDone();
              void removeRecordings(asked.which);
            }}
          >
            Delete
          </Button>
        </>
      }
    />
  );
}

async function removeRecordings(which: RecordingsToRemove['which']): Promise<void> {
  const answer = await call('recordings.remove', which);
  if (answer.ok) {
    coordinator.invalidate();
    const { recordings, bytes } = answer.value;
    toast({
      tone: 'good',
      title: recordings === 0 ? 'There was none' : `${formatPlural(recordings, 'recording')} deleted`,
      ...(recordings === 0 ? {} : { text: `${formatBytes(bytes)} are free for others.` }),
    });
  } else if (answer.error.code !== 'cancelled') {
    toast({ tone: 'bad', title: 'The recordings could not be deleted', text: answer.error.message });
  }
}
