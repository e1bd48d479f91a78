/** The text of a query: CodeMirror as one controlled field, with the place of an error marked. */
import { EditorView } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { Catalog } from './completion';
import { editorExtensions, markProblem } from './editor-setup';
import css from './sql.module.css';

export interface SqlEditorHandle {
  /** Puts a text where the cursor is, and the cursor after it. */
  insert(text: string): void;
  focus(): void;
}

export interface SqlEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onRun: () => void;
  readonly catalog: Catalog;
  /** Where something is wrong, in UTF-16 units. */
  readonly problemAt: number | undefined;
  readonly ref?: Ref<SqlEditorHandle>;
}

export function SqlEditor(props: SqlEditorProps) {
  const { label, value, problemAt, ref } = props;
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
      extensions: editorExtensions({
        label,
        run: () => {
          newest.current.onRun();
        },
        changed: (text) => {
          if (text !== newest.current.value) newest.current.onChange(text);
        },
        catalog: () => newest.current.catalog,
      }),
    });
    editor.current = view;
    return () => {
      view.destroy();
      editor.current = undefined;
    };
  }, [label]);

  useEffect(() => {
    const view = editor.current;
    if (view === undefined || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    editor.current?.dispatch({ effects: markProblem.of(problemAt) });
  }, [problemAt]);

  useImperativeHandle(ref, () => ({
    insert: (text) => {
      const view = editor.current;
      if (view === undefined) return;
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    focus: () => {
      editor.current?.focus();
    },
  }));

  return <div ref={host} className={css['editor']} />;
}
