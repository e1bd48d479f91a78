/** Says that persons or sessions are being worked out anew, how far that is, and that the old answers stand until then. */
import { latest } from '../data/use-query';
import { useWorkspaceInfo } from '../data/workspace';
import { formatShare } from '../ui/number-format';
import { Progress } from '../ui/progress';
import css from './work-banner.module.css';

const WORDS = {
  identity: 'Persons are being worked out under the new rules',
  sessions: 'Sessions are being stitched anew',
};

export function WorkBanner() {
  const work = latest(useWorkspaceInfo())?.work;
  if (work === undefined) return null;
  const text = `${WORDS[work.what]}. Until that is done everything shows the earlier result.`;
  return (
    <div role="status" className={css['banner']}>
      <span>{text}</span>
      <span className={css['share']}>{formatShare(work.share)}</span>
      <div className={css['bar']}>
        <Progress label={WORDS[work.what]} value={work.share} />
      </div>
    </div>
  );
}
