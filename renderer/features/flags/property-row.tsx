/** One property of a condition: a test of the person or a group, a cohort, a saved segment, or another flag. */
import { X } from 'lucide-react';
import { type FlagProperty, hasFlag, isInCohort, isInSegment, isTest } from '../../../shared/flags/flag';
import { IconButton } from '../../ui/icon-button';
import { Select } from '../../ui/select';
import { NEW_TEST } from './flag-draft';
import css from './flags.module.css';
import { TestFields } from './test-fields';

/** What a property may name. */
export interface Nameable {
  readonly groupTypes: readonly string[];
  readonly segments: readonly { readonly id: string; readonly name: string }[];
  readonly cohorts: readonly string[];
  /** Other flags, with the keys of their variants. */
  readonly flags: readonly { readonly key: string; readonly variants: readonly string[] }[];
}

export interface PropertyRowProps {
  readonly property: FlagProperty;
  readonly nameable: Nameable;
  /** The type of groups that the condition is for. */
  readonly ofCondition: string | undefined;
  readonly problem: string | undefined;
  readonly onChange: (property: FlagProperty) => void;
  readonly onRemove: () => void;
}

// No type of groups begins with a space.
const PERSON = ' person';
const OWN = ' own';
const COHORT = ' cohort';
const SEGMENT = ' segment';
const FLAG = ' flag';

export function PropertyRow({ property, nameable, ofCondition, problem, onChange, onRemove }: PropertyRowProps) {
  const group = isTest(property) ? (property.group ?? undefined) : undefined;
  const kind = kindOf(property);
  const types = nameable.groupTypes.filter((type) => type !== ofCondition);
  const { segments, cohorts, flags } = nameable;
  // What is chosen stays in sight, whether there is such a thing or not.
  const kinds = [
    { value: OWN, label: ofCondition ?? 'Person' },
    ...(ofCondition === undefined && kind !== PERSON ? [] : [{ value: PERSON, label: 'Person' }]),
    ...[...new Set([...types, ...(group === undefined ? [] : [group])])].map((type) => ({ value: type, label: type })),
    ...((ofCondition === undefined && segments.length > 0) || kind === SEGMENT
      ? [{ value: SEGMENT, label: 'Segment' }]
      : []),
    ...((ofCondition === undefined && cohorts.length > 0) || kind === COHORT
      ? [{ value: COHORT, label: 'Cohort' }]
      : []),
    ...(flags.length > 0 || kind === FLAG ? [{ value: FLAG, label: 'Flag' }] : []),
  ];
  return (
    <div className={css['property']}>
      {kinds.length > 1 && (
        <Select
          label="Of"
          size="s"
          value={kind}
          options={kinds}
          onChange={(next) => {
            onChange(asKind(next, property, nameable));
          }}
        />
      )}
      {isTest(property) && (
        <TestFields
          key={kind}
          test={property}
          group={kind === PERSON ? undefined : (group ?? ofCondition)}
          onChange={onChange}
        />
      )}
      {isInCohort(property) && (
        <Membership
          label="Cohort"
          value={property.cohort}
          options={cohorts.map((key) => ({ value: key, label: key }))}
          operator={property.operator}
          onChange={(cohort, operator) => {
            onChange({ cohort, operator });
          }}
        />
      )}
      {isInSegment(property) && (
        <Membership
          label="Segment"
          value={property.segment}
          options={segments.map(({ id, name }) => ({ value: id, label: name }))}
          operator={property.operator}
          onChange={(segment, operator) => {
            onChange({ segment, operator });
          }}
        />
      )}
      {hasFlag(property) && (
        <>
          <Select
            label="Flag"
            size="s"
            value={property.flag}
            options={withChosen(
              flags.map(({ key }) => ({ value: key, label: key })),
              property.flag,
            )}
            onChange={(flag) => {
              onChange({ flag, value: true });
            }}
          />
          <Select
            label="Value of the flag"
            size="s"
            value={String(property.value)}
            options={withChosen(
              [
                { value: 'true', label: 'is on' },
                { value: 'false', label: 'is off' },
                ...(flags.find(({ key }) => key === property.flag)?.variants ?? []).map((key) => ({
                  value: key,
                  label: `is ${key}`,
                })),
              ],
              String(property.value),
            )}
            onChange={(next) => {
              onChange({ flag: property.flag, value: next === 'true' ? true : next === 'false' ? false : next });
            }}
          />
        </>
      )}
      <IconButton icon={X} size="s" label="Remove this property" onClick={onRemove} />
      {problem !== undefined && <p className={css['wrong']}>{problem}</p>}
      {isTest(property) && property.key === '' && <p className={css['wrong']}>Choose a property.</p>}
    </div>
  );
}

interface MembershipProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly operator: 'in' | 'not_in';
  readonly onChange: (value: string, operator: 'in' | 'not_in') => void;
}

export function Membership({ label, value, options, operator, onChange }: MembershipProps) {
  return (
    <>
      <Select
        label={`In the ${label.toLowerCase()} or not`}
        size="s"
        value={operator}
        options={[
          { value: 'in', label: 'in' },
          { value: 'not_in', label: 'not in' },
        ]}
        onChange={(next) => {
          onChange(value, next);
        }}
      />
      <Select
        label={label}
        size="s"
        value={value}
        options={withChosen(options, value)}
        onChange={(next) => {
          onChange(next, operator);
        }}
      />
    </>
  );
}

/** With what is chosen, also where there is no such thing any more. */
const withChosen = (options: readonly { readonly value: string; readonly label: string }[], value: string) =>
  options.some((option) => option.value === value) ? options : [...options, { value, label: `${value} (gone)` }];

function kindOf(property: FlagProperty): string {
  if (isInCohort(property)) return COHORT;
  if (isInSegment(property)) return SEGMENT;
  if (hasFlag(property)) return FLAG;
  return property.group === null ? PERSON : (property.group ?? OWN);
}

function asKind(kind: string, property: FlagProperty, { cohorts, segments, flags }: Nameable): FlagProperty {
  switch (kind) {
    case COHORT:
      return { cohort: cohorts[0] ?? '', operator: 'in' };
    case SEGMENT:
      return { segment: segments[0]?.id ?? '', operator: 'in' };
    case FLAG:
      return { flag: flags[0]?.key ?? '', value: true };
    default: {
      const { group: _gone, ...test } = isTest(property) ? property : NEW_TEST;
      return kind === OWN ? test : { ...test, group: kind === PERSON ? null : kind };
    }
  }
}
