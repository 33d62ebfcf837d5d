/** Lines of a stream, with an end to how long one may be. */

/** Longest line in characters that is still looked at. */
export const LINE_LENGTH_MAX = 4_096;

/** The lines without their ends, cut at `LINE_LENGTH_MAX`; a byte order mark at the start is left out. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let first = true;
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n');
    rest = (parts.pop() ?? '').slice(0, LINE_LENGTH_MAX);
    for (const part of parts) {
      yield trimLine(part, first);
      first = false;
    }
  }
  if (rest !== '') yield trimLine(rest, first);
}

function trimLine(text: string, first: boolean): string {
  const start = first && text.startsWith('\uFEFF') ? 1 : 0;
  const end = text.endsWith('\r') ? text.length - 1 : text.length;
  return text.slice(start, Math.min(end, start + LINE_LENGTH_MAX));
}
