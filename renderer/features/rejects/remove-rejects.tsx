/** Takes out for good the rejects that are listed. Events that repaired ones became stay. */
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { RejectFilter } from '../../../shared/contract/rejects';
import { call } from '../../data/client';
import { coordinator } from '../../data/runtime';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatPlural } from '../../ui/number-format';
import { toast } from '../../ui/toast-store';

export interface RemoveRejectsProps {
  readonly filter: RejectFilter;
  /** How many the filter leaves. */
  readonly total: number;
  /** The newest that is on screen: what came since stays. */
  readonly newest: number | undefined;
  readonly onRemoved: () => void;
}

export function RemoveRejects({ filter, total, newest, onRemoved }: RemoveRejectsProps) {
  const [asked, setAsked] = useState(false);
  const handleRemove = async (upTo: number): Promise<void> => {
    setAsked(false);
    const answer = await call('rejects.remove', { ...filter, upTo });
    coordinator.invalidate('rejects.summary');
    onRemoved();
    if (answer.ok) toast({ tone: 'good', title: `${formatPlural(answer.value.removed, 'reject')} deleted` });
    else toast({ tone: 'bad', title: 'The rejects could not be deleted', text: answer.error.message });
  };
  const many = formatPlural(total, 'reject');
  return (
    <>
      <Button
        icon={Trash2}
        disabled={total === 0 || newest === undefined}
        onClick={() => {
          setAsked(true);
        }}
      >
        Delete
      </Button>
      <Dialog
        open={asked}
        onOpenChange={setAsked}
        title={`Delete ${many}?`}
        description="All that the list shows now, with what was sent. They cannot be brought back; export them first where you may still need them. Stored events stay as they are."
        footer={
          <>
            <Button
              onClick={() => {
                setAsked(false);
              }}
            >
              Cancel
            </Button>
            <Button
              variant="danger"
              onClick={() => {
                if (newest !== undefined) void handleRemove(newest);
              }}
            >
              Delete {many}
            </Button>
          </>
        }
      />
    </>
  );
}
