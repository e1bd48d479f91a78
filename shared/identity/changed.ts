/** Names about which something was said since it was last worked out who they are. */
import type { Components } from './components';
import { withRoom } from './growing';

export class Changed {
  private marked = new Uint8Array(0);
  private names: number[] = [];
  /** By name: the last round in which it stood for its component. */
  private takenIn = new Int32Array(0);
  private round = 0;

  /** To be called before a name of `count` is marked. */
  reserve(count: number): void {
    this.marked = withRoom(this.marked, count);
    this.takenIn = withRoom(this.takenIn, count);
  }

  get isNone(): boolean {
    return this.names.length === 0;
  }

  mark(name: number): void {
    if (this.marked[name] === 1) return;
    this.marked[name] = 1;
    this.names.push(name);
  }

  /** Of each component with a marked name, the one that stands for it. None is marked afterwards. */
  takeRoots(components: Components): number[] {
    this.round++;
    const roots: number[] = [];
    for (const name of this.names) {
      this.marked[name] = 0;
      const root = components.find(name);
      if (this.takenIn[root] === this.round) continue;
      this.takenIn[root] = this.round;
      roots.push(root);
    }
    this.names = [];
    return roots;
  }
}
