/** One condition of a flag: what has to hold of the person or their group, for which share of them, with which variant. */
import { Plus, X } from 'lucide-react';
import type { FlagCondition, FlagProperty } from '../../../shared/flags/flag';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Select } from '../../ui/select';
import { NEW_TEST, type Problems } from './flag-draft';
import css from './flags.module.css';
import { PercentField } from './percent-field';
import { type Nameable, PropertyRow } from './property-row';

export interface ConditionCardProps {
  readonly number: number;
  readonly condition: FlagCondition;
  /** Keys of the flag's variants. */
  readonly variants: readonly string[];
  readonly nameable: Nameable;
  /** The type of groups that the flag is for. */
  readonly ofFlag: string | undefined;
  readonly place: string;
  readonly problems: Problems;
  readonly onChange: (condition: FlagCondition) => void;
  readonly onRemove: () => void;
}

export function ConditionCard(props: ConditionCardProps) {
  const { number, condition, variants, nameable, ofFlag, place, problems, onChange, onRemove } = props;
  const { properties, rollout, variant, group } = condition;
  const type = group ?? ofFlag;
  const types = [...new Set([...nameable.groupTypes, ...(group === undefined ? [] : [group])])];
  const putProperty = (at: number, next: FlagProperty): void => {
    onChange({ ...condition, properties: properties.map((each, other) => (other === at ? next : each)) });
  };
  return (
    <section aria-label={`Condition ${number}`} className={css['card']}>
      <header className={css['cardHead']}>
        <h3>{number}</h3>
        <span>
          {properties.length === 0
            ? type === undefined
              ? 'Everybody'
              : `Every ${type}`
            : `${type === undefined ? 'Who fits' : `Every ${type} that fits`} ${properties.length === 1 ? 'this' : 'all of these'}`}
        </span>
        {((ofFlag === undefined && types.length > 0) || group !== undefined) && (
          <Select
            label={`Whom condition ${number} takes in`}
            size="s"
            look="quiet"
            value={group ?? PERSONS}
            options={[
              { value: PERSONS, label: ofFlag ?? 'person by person' },
              ...types.map((each) => ({ value: each, label: `each ${each} as a whole` })),
            ]}
            onChange={(next) => {
              const { group: _gone, ...rest } = condition;
              onChange(next === PERSONS ? rest : { ...rest, group: next });
            }}
          />
        )}
        <IconButton icon={X} size="s" label={`Remove condition ${number}`} onClick={onRemove} />
      </header>
      {properties.map((property, at) => (
        <PropertyRow
          key={`${at} of ${properties.length}`}
          property={property}
          nameable={nameable}
          ofCondition={type}
          problem={propertyProblem(problems, `${place}.properties.${at}`)}
          onChange={(next) => {
            putProperty(at, next);
          }}
          onRemove={() => {
            onChange({ ...condition, properties: properties.filter((_each, other) => other !== at) });
          }}
        />
      ))}
      <div className={css['cardFoot']}>
        <Button
          size="s"
          variant="ghost"
          icon={Plus}
          onClick={() => {
            onChange({ ...condition, properties: [...properties, NEW_TEST] });
          }}
        >
          Property
        </Button>
        <span className={css['push']}>for</span>
        <PercentField
          label={`Share of condition ${number}`}
          value={rollout}
          onChange={(next) => {
            onChange({ ...condition, rollout: next });
          }}
        />
        <span>of them</span>
        {(variants.length > 0 || variant !== undefined) && (
          <>
            <Select
              label={`Variant of condition ${number}`}
              size="s"
              value={variant ?? BY_SHARES}
              options={[
                { value: BY_SHARES, label: 'by the shares' },
                ...[...new Set([...variants, ...(variant === undefined ? [] : [variant])])]
                  .filter((key) => key !== '')
                  .map((key) => ({ value: key, label: `always ${key}` })),
              ]}
              onChange={(next) => {
                const { variant: _gone, ...rest } = condition;
                onChange(next === BY_SHARES ? rest : { ...rest, variant: next });
              }}
            />
            {problems.has(`${place}.variant`) && (
              <p role="alert" className={css['wrong']}>
                The variant {problems.get(`${place}.variant`)}.
              </p>
            )}
          </>
        )}
      </div>
    </section>
  );
}

/** No type of groups begins with a space. */
const PERSONS = ' persons';

/** No variant has this key: keys have no spaces. */
const BY_SHARES = ' by the shares';

/** What is wrong with one property; that its key is missing is said beside it. */
function propertyProblem(problems: Problems, place: string): string | undefined {
  const value = problems.get(`${place}.value`);
  if (value !== undefined) return `The value ${value}.`;
  const named = ['cohort', 'segment', 'flag'].find((each) => problems.has(`${place}.${each}`));
  if (named !== undefined) return `The ${named} ${problems.get(`${place}.${named}`) ?? ''}.`;
  const whole = problems.get(place);
  return whole === undefined ? undefined : `This ${whole}.`;
}
