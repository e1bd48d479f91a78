/** One row per rule set: its words, its figures and how they differ from those in force. */
import { Check } from 'lucide-react';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { RULE_SETS, type RuleSet } from '../../../shared/model/identity';
import { Sparkline } from '../../charts/sparkline';
import { countDifference, shareDifference } from '../../parts/difference-words';
import { RULE_SET_WORDS } from '../../parts/identity-words';
import { conversionOf } from '../../parts/insight-change';
import { matcherTitle } from '../../parts/matcher-words';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { cx } from '../../ui/cx';
import { formatCount, formatNumber, formatPlural, formatShare } from '../../ui/number-format';
import { Progress } from '../../ui/progress';
import { meanActives, type Comparison, type CompareRow } from './compare-rows';
import css from './compare.module.css';

export interface CompareTableProps {
  readonly rules: RuleSet;
  readonly comparison: Comparison;
  readonly running: boolean;
  readonly picked: ReadonlySet<RuleSet>;
  readonly funnel: FunnelSpec | undefined;
  readonly onPick: (rules: RuleSet) => void;
  readonly onDiffering: (rules: RuleSet) => void;
  readonly onAdopt: (rules: RuleSet) => void;
}

export function CompareTable(props: CompareTableProps) {
  const { rules, comparison, funnel } = props;
  const order = [rules, ...RULE_SETS.filter((each) => each !== rules)];
  // Until the first word of progress, the engine gathers what it needs for the first.
  const current = comparison.working?.rules ?? order.find((each) => comparison.rows[each] === undefined);
  const steps = funnel?.steps.map((step) => matcherTitle(step)).join(' → ');
  return (
    <div className={css['scroll']}>
      <table className={css['table']} aria-label="Rule sets">
        <thead>
          <tr>
            <th scope="col">Rule set</th>
            <th scope="col">Persons</th>
            <th scope="col">Known</th>
            <th scope="col" className={css['third']}>
              Sessions
            </th>
            <th scope="col">Daily actives</th>
            <th scope="col" title={steps}>
              Conversion
            </th>
            <th scope="col" className={css['second']}>
              Refused
            </th>
            <th scope="col">Differ</th>
            <th scope="col">
              <span className="visually-hidden">Use</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {order.map((each) => (
            <Row
              key={each}
              {...props}
              each={each}
              row={comparison.rows[each]}
              base={comparison.rows[rules]}
              current={current}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends CompareTableProps {
  readonly each: RuleSet;
  readonly row: CompareRow | undefined;
  readonly base: CompareRow | undefined;
  /** What is being worked out now. */
  readonly current: RuleSet | undefined;
}

function Row({ each, row, current, base, rules, comparison, running, picked, onPick, onDiffering, onAdopt }: RowProps) {
  const inForce = each === rules;
  const isPicked = inForce || picked.has(each);
  const words = RULE_SET_WORDS[each];
  return (
    <tr className={cx(inForce && css['inForce'], !isPicked && css['left'])}>
      <th scope="row">
        <label className={css['rule']}>
          <input
            type="checkbox"
            className="visually-hidden"
            checked={isPicked}
            disabled={inForce || running}
            aria-label={`Compare ${words.name}`}
            onChange={() => {
              onPick(each);
            }}
          />
          <span aria-hidden className={css['box']}>
            {isPicked && <Check size={12} strokeWidth={2.6} />}
          </span>
          <span className={css['words']}>
            <span className={css['name']}>
              {words.name} {inForce && <Badge tone="accent">in force</Badge>}
            </span>
            <span className={css['gist']}>{words.gist}</span>
          </span>
        </label>
      </th>
      {row === undefined ? (
        <td colSpan={8} className={css['waiting']}>
          {isPicked &&
            running &&
            (each === current ? (
              <Progress label={`Working out ${words.name}`} value={comparison.working?.share} />
            ) : (
              <span className={css['none']}>waiting</span>
            ))}
        </td>
      ) : (
        <>
          <Figure value={formatCount(row.persons)} difference={countDifference(row.persons, base?.persons)} />
          <Figure value={formatCount(row.known)} difference={countDifference(row.known, base?.known)} />
          <Figure
            className={css['third']}
            value={formatCount(row.sessions)}
            difference={countDifference(row.sessions, base?.sessions)}
          />
          <td>
            <span className={css['actives']}>
              <Sparkline values={row.actives} color={inForce ? 'var(--accent)' : 'var(--ink-3)'} />
              <span className={css['figure']} title="Mean of the daily active persons">
                {formatNumber(roundMean(meanActives(row)))}
                <span className={css['difference']}>
                  {countDifference(meanActives(row), base === undefined ? undefined : meanActives(base))}
                </span>
              </span>
            </span>
          </td>
          <Figure
            value={formatShare(conversionOf(row.insight))}
            difference={shareDifference(conversionOf(row.insight), conversionOf(base?.insight))}
          />
          <Figure className={css['second']} value={formatCount(row.refused)} difference="" />
          <td>
            {inForce || row.differing === 0 ? (
              <span className={css['none']}>{inForce ? '' : 'nobody'}</span>
            ) : (
              <button
                type="button"
                className={css['open']}
                onClick={() => {
                  onDiffering(each);
                }}
              >
                {formatPlural(row.differing, 'id')}
              </button>
            )}
          </td>
          <td>
            {!inForce && (
              <Button
                size="s"
                disabled={running}
                aria-label={`Use the rules of ${words.name}`}
                onClick={() => {
                  onAdopt(each);
                }}
              >
                Use
              </Button>
            )}
          </td>
        </>
      )}
    </tr>
  );
}

const roundMean = (mean: number | undefined): number | undefined =>
  mean === undefined ? undefined : Math.round(mean * 10) / 10;

interface FigureProps {
  readonly value: string;
  readonly difference: string;
  readonly className?: string | undefined;
}

function Figure({ value, difference, className }: FigureProps) {
  return (
    <td className={className}>
      <span className={css['figure']}>
        {value}
        <span className={css['difference']}>{difference}</span>
      </span>
    </td>
  );
}
