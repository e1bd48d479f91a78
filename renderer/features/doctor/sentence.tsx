/** A sentence with `code` in it. */
export function Sentence({ text }: { readonly text: string }) {
  // Every second piece stood between backticks.
  return text.split('`').map((piece, index) => (index % 2 === 1 ? <code key={index}>{piece}</code> : piece));
}
