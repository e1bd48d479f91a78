/** Three doors: point an SDK here, open files, load the sample data. */
import { latest } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { formatPlural } from '../../ui/number-format';
import { FilesDoor } from './files-door';
import { SampleDoor } from './sample-door';
import { SdkDoor } from './sdk-door';
import css from './welcome.module.css';

export function WelcomeView() {
  const info = latest(useWorkspaceInfo());
  const empty = info === undefined || info.events === 0;
  return (
    <div className={css['page']}>
      <div className={css['inner']}>
        <header className={css['intro']}>
          <h1>{empty ? 'Let’s see what your users do' : 'Get more data in'}</h1>
          <p>
            {empty
              ? 'Three ways to begin. Everything stays on this machine.'
              : `This workspace holds ${formatPlural(info.events, 'event')} of ${formatPlural(info.persons, 'person')}. Everything stays on this machine.`}
          </p>
        </header>
        <div className={css['doors']}>
          <SdkDoor />
          <div className={css['others']}>
            <FilesDoor />
            <SampleDoor />
          </div>
        </div>
      </div>
    </div>
  );
}
