/** Places in a definition's JSON, as the builder names what it edits. */

export type Path = readonly (string | number)[];

export function valueAt(whole: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (part, step) =>
      typeof part === 'object' && part !== null
        ? (part as Record<string | number, unknown>)[step]
        : undefined,
    whole,
  );
}

/** `whole` with another value at `path`; undefined takes the member away. What is on the way and not there is made. */
export function withValue<T>(whole: T, path: Path, value: unknown): T {
  const [step, ...rest] = path;
  if (step === undefined) return value as T;
  if (typeof step === 'number') {
    const list = Array.isArray(whole) ? [...whole] : [];
    list[step] = withValue(list[step], rest, value);
    return list as T;
  }
  const old = (whole ?? {}) as Record<string, unknown>;
  const inner = withValue(old[step], rest, value);
  if (inner !== undefined) return { ...old, [step]: inner } as T;
  const { [step]: _gone, ...others } = old;
  return others as T;
}

/** `whole` without the item of a list that stands at `path`. */
export function withoutItem<T>(whole: T, path: Path): T {
  const list = path.slice(0, -1);
  const items = valueAt(whole, list);
  return Array.isArray(items) ? withValue(whole, list, items.toSpliced(Number(path.at(-1)), 1)) : whole;
}

/** As the server names the place: `InclusionRules[0].expression.CriteriaList[1]`. */
export function named(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

export function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((step, at) => path[at] === step);
}
