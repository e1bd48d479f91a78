/** Whose conventions the funnel follows, and what that means here. */
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { Select } from '../../ui/select';
import css from './editor.module.css';
import { decisionWords, ruleOptions, withRules } from './rules-words';

export interface RulesEditorProps {
  readonly spec: FunnelSpec;
  readonly onChange: (spec: FunnelSpec) => void;
}

export function RulesEditor({ spec, onChange }: RulesEditorProps) {
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
    </div>
  );
}
