/** `npm run ui`: every component in every state, light beside dark. No part of the product build. */
import '../../ui/base.css';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { ensure } from '../../../shared/base/assert';
import { assignEventColors } from '../../charts/event-color';
import { Toaster } from '../../ui/toast';
import { TooltipProvider } from '../../ui/tooltip';
import { ChartSpecimens } from './chart-specimens';
import { Controls } from './control-specimens';
import css from './gallery.module.css';
import { DistributionSpecimens, TimelineSpecimen } from './session-specimens';
import { Colours, Type } from './token-specimens';
import { Overlays, States, Tables } from './view-specimens';

const SECTIONS: readonly { readonly title: string; readonly Section: () => ReactNode }[] = [
  { title: 'Colours', Section: Colours },
  { title: 'Type and numbers', Section: Type },
  { title: 'Controls', Section: Controls },
  { title: 'What opens', Section: Overlays },
  { title: 'States', Section: States },
  { title: 'Tables', Section: Tables },
  { title: 'Charts', Section: ChartSpecimens },
  { title: 'Distributions', Section: DistributionSpecimens },
  { title: 'Timeline', Section: TimelineSpecimen },
];

assignEventColors(['$pageview', '$identify', 'signed_up', 'invite_sent', 'report_created', 'subscription_paid']);

function Gallery() {
  return (
    <TooltipProvider>
      <div className={css['page']}>
        {(['light', 'dark'] as const).map((theme) => (
          <div key={theme} className={css['theme']} style={{ colorScheme: theme }} data-theme-column={theme}>
            <h1 className={css['title']}>Waymark components, {theme}</h1>
            {SECTIONS.map(({ title, Section }) => (
              <section key={title} aria-label={`${title}, ${theme}`} className={css['section']}>
                <h2 className={css['heading']}>{title}</h2>
                <Section />
              </section>
            ))}
          </div>
        ))}
      </div>
      <Toaster />
    </TooltipProvider>
  );
}

createRoot(ensure(document.getElementById('root'), 'The element #root')).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
