/** Takes in another tool's plan: its file is read, what was found is shown, then it replaces the plan or adds to it. */
import { useState } from 'react';
import type { CommandOutput } from '../../../shared/contract/commands';
import { branchesOf, branchOf, eventNamesOf, type TrackingPlan } from '../../../shared/plan/document';
import { rulesOf, withEvent } from '../../../shared/plan/edit';
import { call } from '../../data/client';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { EventName } from '../../ui/event-name';
import { formatPlural } from '../../ui/number-format';
import { toast } from '../../ui/toast-store';
import css from './plan.module.css';

export type ForeignPlan = CommandOutput<'plan.import'>;

/** Asks for a file and reads it; a file that is no plan is told of. */
export function choosePlanFile(onRead: (read: ForeignPlan) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,.csv,application/json,text/csv';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) void readPlanFile(file, onRead);
  });
  input.click();
}

async function readPlanFile(file: File, onRead: (read: ForeignPlan) => void): Promise<void> {
  const answer = await call('plan.import', { text: await file.text(), name: file.name });
  if (answer.ok) onRead(answer.value);
  else if (answer.error.code !== 'cancelled') {
    toast({ tone: 'bad', title: 'This is no plan that can be read', text: answer.error.message });
  }
}

const SOURCES: Readonly<Record<ForeignPlan['source'], string>> = {
  waymark: 'A plan of Waymark',
  segment: 'A plan of Segment or RudderStack',
  rudderstack: 'A plan of RudderStack',
  avo: 'JSON Schemas as Avo publishes them',
  'json-schema': 'JSON Schemas',
  amplitude: 'A plan of Amplitude',
  table: 'A table of events and properties',
};

/** Of the events that would go, so many by name. */
const NAMED = 5;

export interface ImportDialogProps {
  readonly read: ForeignPlan;
  readonly plan: TrackingPlan | undefined;
  readonly onApply: (plan: TrackingPlan, done: string) => Promise<boolean>;
  readonly onClose: () => void;
}

export function ImportDialog({ read, plan, onApply, onClose }: ImportDialogProps) {
  const [busy, setBusy] = useState(false);
  const events = branchesOf(read.plan);
  const fresh =
    plan === undefined
      ? events
      : events.filter((branch) => branchOf(plan, branch.properties.event.const) === undefined);
  const named = new Set(events.map((branch) => branch.properties.event.const));
  const dropped = plan === undefined ? [] : eventNamesOf(plan).filter((name) => !named.has(name));
  const apply = async (next: TrackingPlan, done: string): Promise<void> => {
    setBusy(true);
    const isDone = await onApply(next, done);
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={read.plan.title ?? 'Import a plan'}
      description={`${SOURCES[read.source]}: ${formatPlural(events.length, 'event')}.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {plan !== undefined && (
            <Button
              disabled={busy || fresh.length === 0}
              onClick={() =>
                void apply(fresh.reduce(withEvent, plan), `${formatPlural(fresh.length, 'event')} added to the plan`)
              }
            >
              {fresh.length === 0 ? 'Nothing to add' : `Add ${formatPlural(fresh.length, 'new event')}`}
            </Button>
          )}
          <Button variant="primary" disabled={busy} onClick={() => void apply(read.plan, 'The plan is taken on')}>
            {plan === undefined ? 'Take it on' : 'Replace the plan'}
          </Button>
        </>
      }
    >
      <ul className={css['changes']}>
        {events.map((branch) => {
          const name = branch.properties.event.const;
          return (
            <li key={name} className={css['imported']}>
              <EventName name={name} />
              <span className={css['changeWords']}>
                {formatPlural(rulesOf(branch).length, 'property', 'properties')}
                {plan !== undefined && branchOf(plan, name) !== undefined && ', in the plan already'}
              </span>
            </li>
          );
        })}
      </ul>
      {dropped.length > 0 && (
        <p className={css['note']}>
          Replacing the plan takes out {formatPlural(dropped.length, 'event')} that this file does not name:{' '}
          {dropped.slice(0, NAMED).join(', ')}
          {dropped.length > NAMED && ` and ${dropped.length - NAMED} more`}.
        </p>
      )}
      {read.notes.map((note) => (
        <p key={note} className={css['note']}>
          {note}
        </p>
      ))}
    </Dialog>
  );
}
