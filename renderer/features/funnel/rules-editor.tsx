/** Whose conventions the funnel follows, and what that means here. */
import { Scale } from 'lucide-react';
import { useState } from 'react';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { Button } from '../../ui/button';
import { Select } from '../../ui/select';
import { CompareRules } from './compare-rules';
import css from './editor.module.css';
import { decisionWords, ruleOptions, withRules } from './rules-words';

export interface RulesEditorProps {
  readonly spec: FunnelSpec;
  readonly onChange: (spec: FunnelSpec) => void;
}

export function RulesEditor({ spec, onChange }: RulesEditorProps) {
  const [comparing, setComparing] = useState(false);
  return (
    <div className={css['conventions']}>
      <div className={css['rules']}>
        <span>Count as</span>
        <Select
          label="Whose conventions the funnel follows"
          size="s"
          value={spec.rules ?? 'waymark'}
          options={ruleOptions(spec)}
          onChange={(rules) => {
            onChange(withRules(spec, rules));
          }}
        />
      </div>
      {spec.rules !== undefined && (
        <ul className={css['decisions']} aria-label="What these conventions decide">
          {decisionWords(spec).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <div>
        <Button
          size="s"
          variant="ghost"
          icon={Scale}
          onClick={() => {
            setComparing(true);
          }}
        >
          Compare conventions
        </Button>
      </div>
      {comparing && (
        <CompareRules
          spec={spec}
          onChoose={onChange}
          onClose={() => {
            setComparing(false);
          }}
        />
      )}
    </div>
  );
}
