/**
 * How well `text` matches one of `names`; 0: not at all. Every word must be found, at a word's beginning
 * counts more than inside, and a short name more than a long one that also holds it.
 */
export function score(text: string, names: string[]): number {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  return Math.max(...names.map((name) => scoreName(words, name.toLowerCase())));
}

function scoreName(words: string[], name: string): number {
  let total = 0;
  for (const word of words) {
    const at = name.indexOf(word);
    if (at < 0) return 0;
    const begins = at === 0 || /[\s_/·.-]/.test(name[at - 1] ?? '');
    total += (begins ? 2 : 1) + word.length / (name.length + 1);
  }
  return total / words.length;
}

/** The best `limit` of `items`, best first; equal ones keep their order. */
export function best<Item>(
  items: Item[],
  text: string,
  names: (item: Item) => string[],
  limit: number,
): Item[] {
  return items
    .map((item) => ({ item, points: score(text, names(item)) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, limit)
    .map(({ item }) => item);
}
