/** What can be done with the recordings that show a session. */
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CommandOutput } from '../../../shared/contract/commands';
import { type RecordingsToRemove, RemoveRecordings } from '../../parts/remove-recordings';
import { IconButton } from '../../ui/icon-button';
import { Menu } from '../../ui/menu';
import { formatPlural } from '../../ui/number-format';

export interface SessionRecordingsProps {
  /** At least one. */
  readonly recordings: CommandOutput<'recordings.ofSession'>;
  readonly person: string;
}

export function SessionRecordings({ recordings, person }: SessionRecordingsProps) {
  const [asked, setAsked] = useState<RecordingsToRemove>();
  const these = recordings.length === 1 ? 'this recording' : `these ${formatPlural(recordings.length, 'recording')}`;
  return (
    <>
      <Menu
        align="end"
        trigger={<IconButton icon={Trash2} label="Delete recordings" />}
        items={[
          {
            label: `Delete ${these}`,
            onSelect: () => {
              setAsked({
                which: {
                  what: 'these',
                  recordings: recordings.map(({ source, recording }) => ({ source, recording })),
                },
                words: these,
              });
            },
          },
          {
            label: 'Delete all of this person',
            danger: true,
            onSelect: () => {
              setAsked({ which: { what: 'person', person }, words: `all recordings of ${person}` });
            },
          },
        ]}
      />
      <RemoveRecordings
        asked={asked}
        onDone={() => {
          setAsked(undefined);
        }}
      />
    </>
  );
}
