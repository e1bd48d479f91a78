/** Below the funnel: what those who converted did that the others did not, and what to make of it. */
import { useMemo, useState } from 'react';
import type { CorrelationSpec } from '../../../shared/insights/correlation/spec';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { withExclusion, withFilter, withStep } from '../../parts/correlation/correlation-edits';
import { CorrelationAside, type CorrelationPanelProps } from '../../parts/correlation/correlation-panel';
import { CONVERTED, type Subject } from '../../parts/correlation/correlation-words';

export interface PredictorsProps {
  readonly spec: FunnelSpec;
  readonly onChange: (spec: FunnelSpec) => void;
  readonly onOpen: CorrelationPanelProps['onOpen'];
}

export function Predictors({ spec, onChange, onOpen }: PredictorsProps) {
  const [properties, setProperties] = useState<readonly string[]>([]);
  const correlation = useMemo((): CorrelationSpec => {
    const { breakdown: _breakdown, trend: _trend, reentry: _reentry, ...funnel } = spec;
    return { kind: 'correlation', funnel, ...(properties.length === 0 ? {} : { properties: [...properties] }) };
  }, [spec, properties]);
  /** Offered where it can be done at all, whatever the row. */
  const offered = (edit: (funnel: FunnelSpec, subject: Subject) => FunnelSpec | undefined) =>
    edit(spec, { event: '*' }) === undefined
      ? undefined
      : (subject: Subject): void => {
          onChange(edit(spec, subject) ?? spec);
        };
  return (
    <CorrelationAside
      title="What predicts conversion"
      spec={correlation}
      words={CONVERTED}
      onProperties={setProperties}
      onOpen={onOpen}
      onStep={offered(withStep)}
      onExclude={offered(withExclusion)}
      onFilter={offered(withFilter)}
    />
  );
}
