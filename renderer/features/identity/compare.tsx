/** The workspace under each rule set, side by side: persons, activity, a funnel, and whom they divide differently. */
import { Play, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { RULE_SETS, type RuleSet } from '../../../shared/model/identity';
import { latest } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { usePresentFunnel } from '../../parts/present-insights';
import { Button } from '../../ui/button';
import { ErrorState } from '../../ui/error-state';
import { CompareTable } from './compare-table';
import css from './compare.module.css';
import { DifferencesDrawer } from './differences-drawer';
import { useCompare } from './use-compare';
import { UseRulesDialog } from './use-rules-dialog';

/** Workspaces up to this size are compared unasked: it takes about a second. */
const COMPARED_UNASKED = 300_000;

/** `rules`: those in force. */
export function Compare({ rules }: { readonly rules: RuleSet }) {
  const compare = useCompare();
  const funnel = usePresentFunnel();
  const [picked, setPicked] = useState<ReadonlySet<RuleSet>>(() => new Set(RULE_SETS));
  const [differing, setDiffering] = useState<RuleSet>();
  const [adopting, setAdopting] = useState<RuleSet>();
  const chosen = RULE_SETS.filter((each) => each === rules || picked.has(each));
  const events = latest(useWorkspaceInfo())?.events;
  const begun = useRef(false);
  const { start } = compare;
  useEffect(() => {
    if (begun.current || funnel === undefined || events === undefined || events > COMPARED_UNASKED) return;
    begun.current = true;
    start(RULE_SETS, funnel);
  }, [events, funnel, start]);
  return (
    <div className={css['root']}>
      <div className={css['intro']}>
        <p>
          The same events under every rule set, nothing stored. Differences are against the rules in force
          {funnel === undefined ? '.' : ', and the funnel is the one you looked at last.'}
        </p>
        {compare.running ? (
          <Button icon={Square} onClick={compare.stop}>
            Stop
          </Button>
        ) : (
          <Button
            variant="primary"
            icon={Play}
            disabled={chosen.length < 2}
            onClick={() => {
              compare.start(chosen, funnel);
            }}
          >
            {compare.done ? 'Compare again' : 'Compare'}
          </Button>
        )}
      </div>
      {compare.error !== undefined && (
        <ErrorState compact error={compare.error} title="The rule sets could not be compared" />
      )}
      <CompareTable
        rules={rules}
        comparison={compare}
        running={compare.running}
        picked={picked}
        funnel={funnel}
        onPick={(each) => {
          const next = new Set(picked);
          if (!next.delete(each)) next.add(each);
          setPicked(next);
        }}
        onDiffering={setDiffering}
        onAdopt={setAdopting}
      />
      <DifferencesDrawer
        rules={rules}
        other={differing}
        onClose={() => {
          setDiffering(undefined);
        }}
      />
      {adopting !== undefined && (
        <UseRulesDialog
          present={rules}
          next={adopting}
          comparison={compare}
          onClose={() => {
            setAdopting(undefined);
          }}
        />
      )}
    </div>
  );
}
