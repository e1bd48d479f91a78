/** Load the sample data: a made-up product, the same for everybody, to look around with. */
import { FlaskConical, Play, X } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { runSampleImport, sampleImport } from '../../data/import-job';
import { navigate, useNavigation } from '../../state/navigation';
import { Button } from '../../ui/button';
import { formatCount } from '../../ui/number-format';
import { Progress } from '../../ui/progress';
import css from './welcome.module.css';

export function SampleDoor() {
  const job = useSyncExternalStore(sampleImport.subscribe, sampleImport.state);
  useFunnelWhenLoaded(job.status);
  return (
    <section className={css['door']} aria-labelledby="door-sample">
      <h2 id="door-sample" className={css['doorTitle']}>
        <FlaskConical aria-hidden size={17} strokeWidth={1.75} />
        Load the sample data
      </h2>
      <p className={css['doorText']}>
        Sixty days of a made-up product with two thousand people: sign-up, onboarding, payments, churn. A good place to
        look around.
      </p>
      <div className={css['doorFoot']}>
        {job.status === 'running' ? (
          <div className={css['loading']} aria-live="polite">
            <Progress label="Sample data" value={job.progress?.share} />
            <div className={css['loadingRow']}>
              <span className={css['fine']}>
                {job.progress === undefined ? 'Making events…' : `${formatCount(job.progress.rows)} events`}
              </span>
              <Button
                size="s"
                variant="ghost"
                icon={X}
                onClick={() => {
                  sampleImport.cancel();
                }}
              >
                Cancel
              </Button>
            </div>
          </div>
        ) : (
          <Button icon={Play} onClick={() => void sampleImport.start('Sample data', runSampleImport)}>
            Load sample data
          </Button>
        )}
        {job.status === 'failed' && (
          <p role="alert" className={css['problem']}>
            {job.error.message}
          </p>
        )}
      </div>
    </section>
  );
}

/** Goes on to the Funnel as soon as the data is there, if the user is still here. */
function useFunnelWhenLoaded(status: string): void {
  const before = useRef(status);
  useEffect(() => {
    if (status === 'done') {
      const watched = before.current === 'running';
      sampleImport.clear();
      if (watched && useNavigation.getState().view === 'welcome') navigate('funnel');
    }
    before.current = status;
  }, [status]);
}
