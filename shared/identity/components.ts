/**
 * Names that statements tie together, however the rules judge them: what happens in one component cannot touch another.
 * Union-find whose classes are also rings, so that a class can be walked, and taken apart again.
 */
import { withRoom } from './growing';
import type { KeptColumns } from './kept';

export class Components {
  private parent = new Int32Array(0);
  private size = new Int32Array(0);
  private next = new Int32Array(0);
  private count = 0;

  /** Makes names up to `count - 1` known, each on its own. */
  reserve(count: number): void {
    if (count <= this.count) return;
    this.parent = withRoom(this.parent, count);
    this.size = withRoom(this.size, count);
    this.next = withRoom(this.next, count);
    for (let name = this.count; name < count; name++) this.isolate(name);
    this.count = count;
  }

  keep(): Pick<KeptColumns, 'parent' | 'size' | 'next'> {
    const { count } = this;
    return { parent: this.parent.slice(0, count), size: this.size.slice(0, count), next: this.next.slice(0, count) };
  }

  restore({ parent, size, next }: KeptColumns): void {
    this.parent = parent;
    this.size = size;
    this.next = next;
    this.count = parent.length;
  }

  find(name: number): number {
    const { parent } = this;
    let at = name;
    for (;;) {
      const above = parent[at] as number;
      if (above === at) return at;
      const over = parent[above] as number;
      parent[at] = over;
      at = over;
    }
  }

  join(a: number, b: number): void {
    let above = this.find(a);
    let below = this.find(b);
    if (above === below) return;
    const { parent, size, next } = this;
    if ((size[above] as number) < (size[below] as number)) [above, below] = [below, above];
    parent[below] = above;
    size[above] = (size[above] as number) + (size[below] as number);
    const after = next[above] as number;
    next[above] = next[below] as number;
    next[below] = after;
  }

  /** The next name of the same component, round and round. */
  after(name: number): number {
    return this.next[name] as number;
  }

  isAlone(name: number): boolean {
    return this.next[name] === name;
  }

  /** The names of the component of `name`, which stand alone afterwards. */
  dissolve(name: number): number[] {
    const names = [name];
    for (let at = this.after(name); at !== name; at = this.after(at)) names.push(at);
    for (const each of names) this.isolate(each);
    return names;
  }

  private isolate(name: number): void {
    this.parent[name] = name;
    this.size[name] = 1;
    this.next[name] = name;
  }
}
