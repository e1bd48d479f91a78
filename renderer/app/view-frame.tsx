/** One view in its frame: while its code loads a quiet placeholder, where it breaks an explanation and the way on. */
import { Bug } from 'lucide-react';
import { Component, Suspense, type ErrorInfo, type ReactNode } from 'react';
import type { Feature } from '../features/feature';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { Skeleton } from '../ui/skeleton';
import css from './app.module.css';

interface BoundaryProps {
  readonly title: string;
  readonly children: ReactNode;
}
interface BoundaryState {
  readonly broken: unknown;
}

/** React offers error boundaries to classes only. */
class ViewBoundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = { broken: undefined };

  static getDerivedStateFromError(broken: unknown): BoundaryState {
    return { broken };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    // The page's log is the only place a broken view can leave its stack for a report.
    // oxlint-disable-next-line no-console
    console.error(`The view ${this.props.title} broke`, error, info.componentStack);
  }

  override render(): ReactNode {
    const { broken } = this.state;
    if (broken === undefined) return this.props.children;
    const message = broken instanceof Error ? broken.message : JSON.stringify(broken);
    return (
      <div role="alert" className={css['view']}>
        <EmptyState
          icon={Bug}
          title={`${this.props.title} has broken`}
          text={`A mistake of Waymark's own: ${message}. Your data is untouched. Show the view again, or reload the window.`}
          actions={
            <>
              <Button
                variant="primary"
                onClick={() => {
                  this.setState({ broken: undefined });
                }}
              >
                Show again
              </Button>
              <Button
                onClick={() => {
                  location.reload();
                }}
              >
                Reload
              </Button>
            </>
          }
        />
      </div>
    );
  }
}

export function ViewFrame({ feature }: { readonly feature: Feature }) {
  const { View } = feature;
  return (
    <section aria-label={feature.title} className={css['view']}>
      <ViewBoundary title={feature.title}>
        <Suspense
          fallback={
            <div className={css['loading']}>
              <Skeleton lines={4} />
            </div>
          }
        >
          <View />
        </Suspense>
      </ViewBoundary>
    </section>
  );
}
