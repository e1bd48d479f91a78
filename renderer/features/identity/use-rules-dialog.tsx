/** Asks before the workspace changes its rule set, with what the comparison has found. */
import { useState } from 'react';
import type { RuleSet } from '../../../shared/model/identity';
import { changeSettings } from '../../parts/change-settings';
import { RULE_SET_WORDS } from '../../parts/identity-words';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatCount } from '../../ui/number-format';
import type { Comparison } from './compare-rows';
import css from './use-rules-dialog.module.css';

export interface UseRulesDialogProps {
  readonly present: RuleSet;
  readonly next: RuleSet;
  readonly comparison: Comparison;
  readonly onClose: () => void;
}

export function UseRulesDialog({ present, next, comparison, onClose }: UseRulesDialogProps) {
  const [busy, setBusy] = useState(false);
  const words = RULE_SET_WORDS[next];
  const [before, after] = [comparison.rows[present], comparison.rows[next]];
  const apply = async (): Promise<void> => {
    setBusy(true);
    const stored = await changeSettings(
      (settings) => ({ ...settings, identity: { ...settings.identity, rules: next } }),
      `Persons are made by the rules of ${words.name}`,
    );
    setBusy(false);
    if (stored) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Use the rules of ${words.name}?`}
      description={words.gist}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={busy} onClick={() => void apply()}>
            Use these rules
          </Button>
        </>
      }
    >
      <ul className={css['points']}>
        {before !== undefined && after !== undefined && (
          <li>
            {formatCount(before.persons)} persons become {formatCount(after.persons)}, {formatCount(before.sessions)}{' '}
            sessions become {formatCount(after.sessions)}.
          </li>
        )}
        <li>On a shared device: {words.sharedDevice}</li>
        <li>Everything is worked out anew in the background; until that is done, answers stay as they are.</li>
        <li>What was decided by hand goes on to hold. The change can be taken back at any time.</li>
      </ul>
    </Dialog>
  );
}
