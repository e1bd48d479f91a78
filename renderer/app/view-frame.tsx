/** One view in its frame: while its code loads a quiet placeholder, where it breaks an explanation and the way on. */
import { Bug, Unplug } from 'lucide-react';
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
    if (NOT_LOADED.test(message)) return <NotLoaded title={this.props.title} />;
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

/** What the loader and the browsers say where a file of the page cannot be had. */
const NOT_LOADED = /preload CSS|dynamically imported module|importing a module script/i;

/** A browser keeps the failure of a module, so only the whole page can be loaded again. */
function NotLoaded({ title }: { readonly title: string }) {
  return (
    <div role="alert" className={css['view']}>
      <EmptyState
        icon={Unplug}
        title={`${title} could not be loaded`}
        text="Waymark did not answer when this view was first asked for. Once it runs again, reload: the address keeps where you are."
        actions={
          <Button
            variant="primary"
            onClick={() => {
              location.reload();
            }}
          >
            Reload
          </Button>
        }
      />
    </div>
  );
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
