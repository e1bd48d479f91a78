/** Saying that a finding is no mistake here, with the reason; and taking that back. */
import { useState, type SyntheticEvent } from 'react';
import type { DoctorFinding } from '../../../shared/contract/doctor';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/text-field';
import { formatDateTime } from '../../ui/time-format';
import { dismiss, restore } from './dismiss';
import css from './doctor.module.css';

export function Dismissal({ finding, timezone }: { readonly finding: DoctorFinding; readonly timezone: string }) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const { dismissed } = finding;
  const run = async (work: Promise<void>): Promise<void> => {
    setBusy(true);
    await work;
    setBusy(false);
  };
  if (dismissed !== undefined) {
    return (
      <section className={css['dismissal']}>
        <p>
          Dismissed on {formatDateTime(dismissed.at, timezone)}
          {dismissed.reason === '' ? '.' : `: ${dismissed.reason}`}
        </p>
        <Button size="s" disabled={busy} onClick={() => void run(restore(finding))}>
          Restore
        </Button>
      </section>
    );
  }
  const handleSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void run(dismiss(finding, reason));
  };
  return (
    <form className={css['dismissal']} onSubmit={handleSubmit}>
      <TextField
        label="No mistake here? Say why, for your colleagues"
        placeholder="Such as: the kiosk has one browser for all"
        value={reason}
        onChange={setReason}
        maxLength={500}
        className={css['reason']}
      />
      <Button type="submit" disabled={busy}>
        Dismiss
      </Button>
    </form>
  );
}
