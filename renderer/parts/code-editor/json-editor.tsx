/** JSON (or what should have been) as a field to edit, with the place of what is wrong marked and in sight. */
import { StreamLanguage, type StringStream } from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { editorLooks } from './looks';
import { typeOver } from './type-over';
import css from './json-editor.module.css';

export interface Range {
  /** In UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

export interface JsonEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Marked until the text is changed. */
  readonly mark: Range | undefined;
  /** What should stand in the marked object and does not: said there instead of marking all of it. */
  readonly missing?: string;
  readonly readOnly?: boolean;
}

export function JsonEditor(props: JsonEditorProps) {
  const { label, value, mark, missing = '', readOnly = false } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(undefined);
  // CodeMirror is set up once and calls what is newest.
  const newest = useRef(props);
  useEffect(() => {
    newest.current = props;
  });

  useEffect(() => {
    if (host.current === null) return undefined;
    const view = new EditorView({
      parent: host.current,
      doc: newest.current.value,
      extensions: [
        basicSetup,
        json,
        markField,
        editorLooks(),
        typeOver(),
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) newest.current.onChange(update.state.doc.toString());
        }),
      ],
    });
    editor.current = view;
    return () => {
      view.destroy();
      editor.current = undefined;
    };
  }, [label, readOnly]);

  useEffect(() => {
    const view = editor.current;
    if (view === undefined || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);

  const { from, to } = mark ?? { from: -1, to: -1 };
  useEffect(() => {
    const view = editor.current;
    if (view === undefined) return;
    const length = view.state.doc.length;
    const range = from < 0 || from > length ? undefined : { from, to: Math.min(to, length), missing };
    view.dispatch({
      effects: [
        setMark.of(range),
        ...(range === undefined ? [] : [EditorView.scrollIntoView(range.from, { y: 'center' })]),
      ],
    });
  }, [from, to, missing]);

  return <div ref={host} className={css['editor']} />;
}

type Marked = Range & { readonly missing: string };

const setMark = StateEffect.define<Marked | undefined>();

const markField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, { effects, docChanged, state }) => {
    let next = docChanged ? Decoration.none : marks;
    for (const effect of effects) if (effect.is(setMark)) next = decorate(effect.value, state);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const place = Decoration.mark({ class: 'cm-place' });

/** A place between letters (where the text breaks off) is shown at the letter before it. */
function decorate(range: Marked | undefined, { doc }: EditorState): DecorationSet {
  if (range === undefined || doc.length === 0) return Decoration.none;
  const from = Math.min(range.from, doc.length - 1);
  if (range.missing !== '') {
    const line = doc.lineAt(from);
    const hint = Decoration.widget({ widget: new MissingHint(range.missing), side: 1 });
    return Decoration.set([place.range(from, Math.max(from + 1, line.to)), hint.range(line.to)]);
  }
  return Decoration.set([place.range(from, Math.max(from + 1, Math.min(range.to, doc.length)))]);
}

class MissingHint extends WidgetType {
  constructor(private readonly name: string) {
    super();
  }
  override eq(other: MissingHint): boolean {
    return other.name === this.name;
  }
  override toDOM(): HTMLElement {
    const hint = document.createElement('span');
    hint.className = 'cm-missing';
    hint.textContent = `${this.name} is missing here`;
    return hint;
  }
}

const json = StreamLanguage.define({ name: 'json', token: readToken });

/** Names and texts are told apart by the colon after them. */
function readToken(stream: StringStream): string | null {
  if (stream.eatSpace()) return null;
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/) !== null)
    return stream.match(/^\s*:/, false) === null ? 'string' : 'propertyName';
  if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/) !== null) return 'number';
  if (stream.match(/^(?:true|false)\b/) !== null) return 'bool';
  if (stream.match(/^null\b/) !== null) return 'null';
  stream.next();
  return null;
}
