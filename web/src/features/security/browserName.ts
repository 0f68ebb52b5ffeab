/** Later browsers name earlier ones too, so the order decides. */
const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/Whale\//, 'Whale'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** What a person calls the browser that names itself so: `Firefox, Windows`; undefined where it is not known. */
export function browserName(agent: string | null | undefined): string | undefined {
  const named = (names: [RegExp, string][]) => names.find(([sign]) => sign.test(agent ?? ''))?.[1];
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  return browser && system ? `${browser}, ${system}` : browser;
}
