/** One event of the plan: what it is for, what it carries, and what breaks that. */
import { Trash2 } from 'lucide-react';
import type { CommandOutput } from '../../../shared/contract/commands';
import {
  branchOf,
  type EventBranch,
  type Policy,
  type TrackingPlan,
  unknownPropertiesOf,
} from '../../../shared/plan/document';
import {
  emptyBranch,
  rulesOf,
  withDescription,
  withEvent,
  withoutEvent,
  withoutRule,
  withOwnUnknown,
  withRule,
} from '../../../shared/plan/edit';
import { Button } from '../../ui/button';
import { EventName } from '../../ui/event-name';
import { formatPlural } from '../../ui/number-format';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { AddName } from './add-name';
import type { PlanRow } from './plan-rows';
import css from './plan.module.css';
import { PropertyRow } from './property-row';
import { ViolationList } from './violation-list';

export interface EventEditorProps {
  readonly plan: TrackingPlan;
  readonly row: PlanRow;
  readonly violations: CommandOutput<'plan.violations'>['rows'];
  readonly onChange: (plan: TrackingPlan) => void;
  /** Describes an event that only arrives by what it carries. */
  readonly onLearn: (event: string) => void;
  readonly onOpenEvent: (eid: number) => void;
}

export function EventEditor({ plan, row, violations, onChange, onLearn, onOpenEvent }: EventEditorProps) {
  const branch = branchOf(plan, row.event);
  return (
    <div className={css['editor']}>
      <header className={css['editorHead']}>
        <h2>
          <EventName name={row.event} />
        </h2>
        <p>{row.seen === 0 ? 'Never seen' : `Seen ${formatPlural(row.seen, 'time')}`}</p>
        <span className={css['spacer']} />
        {branch !== undefined && (
          <Button
            size="s"
            variant="ghost"
            icon={Trash2}
            onClick={() => {
              onChange(withoutEvent(plan, row.event));
            }}
          >
            Take out of the plan
          </Button>
        )}
      </header>
      {branch === undefined ? (
        <section className={css['unplanned']} aria-label="Not in the plan">
          <p>This event arrives, but the plan does not name it.</p>
          <Button
            variant="primary"
            onClick={() => {
              onLearn(row.event);
            }}
          >
            Learn it from what arrived
          </Button>
          <Button
            onClick={() => {
              onChange(withEvent(plan, emptyBranch(row.event)));
            }}
          >
            Add it without properties
          </Button>
        </section>
      ) : (
        <Described
          key={row.event}
          plan={plan}
          branch={branch}
          onChange={(next) => {
            onChange(withEvent(plan, next));
          }}
        />
      )}
      <ViolationList
        rows={violations}
        isSeen={row.seen > 0}
        isPlanned={branch !== undefined}
        onOpenEvent={onOpenEvent}
      />
    </div>
  );
}

interface DescribedProps {
  readonly plan: TrackingPlan;
  readonly branch: EventBranch;
  readonly onChange: (branch: EventBranch) => void;
}

const POLICIES: readonly { readonly value: Policy; readonly label: string }[] = [
  { value: 'allow', label: 'Let other properties pass' },
  { value: 'warn', label: 'Warn of other properties' },
  { value: 'refuse', label: 'Refuse other properties' },
];

function Described({ plan, branch, onChange }: DescribedProps) {
  const rules = rulesOf(branch);
  const policy = unknownPropertiesOf(plan, branch);
  return (
    <>
      <div className={css['about']}>
        <TextField
          label="What it means"
          value={branch.description ?? ''}
          placeholder="When it is sent, and what for"
          onChange={(text) => {
            onChange(withDescription(branch, text));
          }}
        />
        <Select
          label="Other properties"
          value={policy}
          // What is warned of is one setting for the whole plan; an event can only be stricter.
          options={POLICIES.filter(({ value }) => value === 'refuse' || value === plan['x-waymark'].unknownProperties)}
          onChange={(next) => {
            onChange(withOwnUnknown(branch, next));
          }}
        />
      </div>
      <div className={css['tableFrame']}>
        <table className={css['table']}>
          <caption className="visually-hidden">Properties of the event</caption>
          <thead>
            <tr>
              <th scope="col">Property</th>
              <th scope="col">Type</th>
              <th scope="col">Required</th>
              <th scope="col">Allowed values, comma between</th>
              <th scope="col">Pattern</th>
              <th scope="col">Description</th>
              <th scope="col">
                <span className="visually-hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <PropertyRow
                key={rule.name}
                rule={rule}
                onChange={(next) => {
                  onChange(withRule(branch, next));
                }}
                onRemove={() => {
                  onChange(withoutRule(branch, rule.name));
                }}
              />
            ))}
          </tbody>
        </table>
        {rules.length === 0 && <p className={css['noProperties']}>The plan says nothing of its properties yet.</p>}
      </div>
      <AddName
        label="New property"
        placeholder="Another property"
        action="Add property"
        known={rules.map(({ name }) => name)}
        onAdd={(name) => {
          onChange(withRule(branch, { name, types: ['string'], required: false, description: '', more: [] }));
        }}
      />
    </>
  );
}
